plugins {
    java
}

repositories {
    mavenLocal()
    mavenCentral()
}

// part: dependencies
dependencies {
    testImplementation(platform("dev.blb:blb-bom:0.2.0"))
    testImplementation("dev.blb:blb-client")
    testImplementation("dev.blb:blb-emulator-testing")
    testImplementation("org.junit.jupiter:junit-jupiter:5.13.4")
    testRuntimeOnly("org.junit.platform:junit-platform-launcher:1.13.4")
}
// end: dependencies

tasks.withType<JavaCompile> {
    options.release.set(17)
}

tasks.test {
    useJUnitPlatform()
}
