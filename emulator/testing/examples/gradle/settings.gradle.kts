rootProject.name = "blb-junit"
