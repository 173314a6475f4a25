package dev.blb.emulator.db;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Loads jOOQ before the first test: test classes that initialize its classes in different orders may deadlock. */
public final class JooqLoading implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Opening.loadJooq();
    }
}
