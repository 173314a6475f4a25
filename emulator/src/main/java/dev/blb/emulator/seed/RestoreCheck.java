package dev.blb.emulator.seed;

import dev.blb.emulator.api.Tx;
import java.util.List;
import java.util.Set;

/** What keeps an account from getting back what others have by now. */
@FunctionalInterface
public interface RestoreCheck {
    /**
     * Looks at what there is before an account is restored.
     *
     * @param held account, kind and id of each declaration, of whatever account, that the snapshot holds
     * @return what refuses the restored state with InvalidParameter
     */
    Runnable before(Tx tx, String account, Set<List<String>> held);
}
