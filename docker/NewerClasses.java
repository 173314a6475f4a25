import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Copies a jar and gives classes older than Java 6 (picocli is compiled for Java 5) the class file version of Java 8 with
 * the stack maps that it asks for. An AOT cache cannot hold older ones: loading picocli from the jar cost a fifth of the
 * start. The code stays what it was. Arguments: the jar, the copy.
 */
final class NewerClasses {
    private static final int JAVA_6 = 50;
    private static final int JAVA_8 = 52;
    private static final int MAJOR_VERSION_AT = 6;

    public static void main(String[] arguments) throws IOException {
        Path from = Path.of(arguments[0]);
        int rewritten = 0;
        try (JarFile jar = new JarFile(from.toFile());
                URLClassLoader classes = new URLClassLoader(
                        new URL[] {from.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
                OutputStream file = Files.newOutputStream(Path.of(arguments[1]));
                ZipOutputStream copy = new ZipOutputStream(file)) {
            copy.setLevel(Deflater.BEST_COMPRESSION);
            ClassFile format = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)));
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                byte[] bytes;
                try (InputStream content = jar.getInputStream(entry)) {
                    bytes = content.readAllBytes();
                }
                if (entry.getName().endsWith(".class") && majorVersion(bytes) < JAVA_6) {
                    bytes = format.transformClass(format.parse(bytes), newer());
                    rewritten++;
                }
                ZipEntry same = new ZipEntry(entry.getName());
                same.setTime(entry.getTime());
                copy.putNextEntry(same);
                copy.write(bytes);
            }
        }
        System.out.println(rewritten + " old classes rewritten");
    }

    private static int majorVersion(byte[] classFile) {
        return (classFile[MAJOR_VERSION_AT] & 0xFF) << 8 | classFile[MAJOR_VERSION_AT + 1] & 0xFF;
    }

    private static ClassTransform newer() {
        // Passing the code through makes the stack maps.
        return ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL).andThen((builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(JAVA_8, 0);
            } else {
                builder.with(element);
            }
        });
    }
}
