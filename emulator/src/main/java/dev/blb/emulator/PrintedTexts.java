package dev.blb.emulator;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/**
 * What the process prints. With {@code LC_ALL=C}, as in most containers, Java knows no encoding but ASCII and prints each other character
 * as a question mark; terminals and the logs of containers are in UTF-8.
 */
final class PrintedTexts {
    private PrintedTexts() {}

    /** Lets a command, and what is logged while it works, print any text. */
    static CommandLine printedBy(CommandLine command) {
        String encoding = System.getProperty("native.encoding", "UTF-8");
        if (!Charset.isSupported(encoding) || !Charset.forName(encoding).equals(StandardCharsets.US_ASCII)) {
            return command;
        }
        System.setOut(inUtf8(FileDescriptor.out));
        System.setErr(inUtf8(FileDescriptor.err));
        return command.setOut(inUtf8(System.out)).setErr(inUtf8(System.err));
    }

    private static PrintStream inUtf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    private static PrintWriter inUtf8(OutputStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
