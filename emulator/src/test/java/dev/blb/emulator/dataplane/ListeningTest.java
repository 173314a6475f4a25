package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blb.emulator.ShortPrograms;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Plans;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** From when and until when a listener takes connections. */
@Isolated("the programs that it starts hold the sockets of other tests open for a moment")
class ListeningTest {
    @Test
    void itListensBeforeTheChangeReturnsAndRefusesOnceItIsGone() throws IOException {
        try (Rig rig = new Rig();
                ShortPrograms programs = new ShortPrograms();
                TestServer server = TestServer.echo()) {
            ListenerPlan plan = Plans.tcp(8080, server.plan("i-a", 1));
            for (int i = 0; i < 1_000; i++) {
                rig.apply(plan);
                rig.connect(8080).close();
                rig.apply();
                assertThatThrownBy(() -> rig.connect(8080)).isInstanceOf(ConnectException.class);
            }
            assertThat(programs.started()).isPositive();
        }
    }

    @Test
    void closingItAgainDoesNothing() throws IOException {
        try (Rig rig = new Rig();
                TestServer server = TestServer.echo()) {
            rig.apply(Plans.tcp(8080, server.plan("i-a", 1)));
            rig.plane.close();
            assertThatThrownBy(() -> rig.connect(8080)).isInstanceOf(ConnectException.class);
        }
    }
}
