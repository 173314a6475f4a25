package dev.blb.emulator.console;

import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.ApiException;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The console: answers requests for pages, assets and events. Thread-safe. */
public final class Console implements AutoCloseable {
    /** The path of the events below the console's own. */
    static final String EVENTS = "events";

    private static final String ASSETS = "assets";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;

    private final ControlReader reader;
    private final Assets assets = new Assets();
    private final Changes changes = new Changes();
    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Console.class.getClassLoader(), "dev.blb.emulator.console.pages");

    /** A console over these control routes. */
    public Console(ControlReader reader) {
        this.reader = reader;
    }

    /** Tells open pages that a call was answered. */
    public void callAnswered() {
        changes.happened();
    }

    /** The answer to a GET. */
    public ConsoleAnswer answer(ConsoleRequest request) {
        List<String> path = request.path();
        if (path.size() == 3 && path.get(0).equals(ASSETS)) {
            return assets.answer(path.get(1), path.get(2), request.header("if-none-match"))
                    .orElseGet(() -> error(request, ApiError.NO_SUCH_OBJECT.with("There is no such asset.")));
        }
        if (request.isLocked()) {
            return render(OK, "locked", page("locked", request));
        }
        if (path.equals(List.of(EVENTS))) {
            return ConsoleAnswer.stream(changes.watch());
        }
        Optional<PageKind> kind = PageKind.at(path);
        if (kind.isEmpty()) {
            return error(request, ApiError.NO_SUCH_OBJECT.with("The console has no such page."));
        }
        Sources sources = new Sources(reader, request);
        try {
            kind.get().load(sources, path.size() > 1 ? path.get(1) : "");
        } catch (ApiException refused) {
            return error(request, refused);
        }
        return render(
                OK, kind.get().key(), new Page(kind, kind.get().key(), request, Language.of(request), assets, sources));
    }

    private Page page(String key, ConsoleRequest request) {
        return new Page(Optional.empty(), key, request, Language.of(request), assets, new Sources(reader, request));
    }

    private ConsoleAnswer error(ConsoleRequest request, ApiException refused) {
        TemplateOutput out = new StringOutput();
        Page page = page(key(refused.error().status()), request);
        templates.render("error.jte", Map.of("page", page, "message", page.refused(refused.text())), out);
        return ConsoleAnswer.page(refused.error().status(), out.toString(), Map.of());
    }

    /** The name of the texts of a page that says why there is no other. */
    private static String key(int status) {
        if (status == NOT_FOUND) {
            return "error.notThere";
        }
        return status < SERVER_ERROR ? "error.refused" : "error.unavailable";
    }

    private ConsoleAnswer render(int status, String template, Page page) {
        TemplateOutput out = new StringOutput();
        templates.render(template + ".jte", page, out);
        return ConsoleAnswer.page(
                status,
                out.toString(),
                page.parameter(Language.CHOICE).isEmpty()
                        ? Map.of()
                        : Map.of("Set-Cookie", Language.CHOICE + "=" + page.lang() + "; Path=/; SameSite=Strict"));
    }

    /** Ends the events of open pages. */
    @Override
    public void close() {
        changes.close();
    }
}
