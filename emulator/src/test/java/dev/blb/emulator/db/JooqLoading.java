package dev.blb.emulator.db;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Loads jOOQ before the first test: classes of tests name tables, and threads that begin with different ones may wait for ever. */
public final class JooqLoading implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Opening.loadJooq();
    }
}
