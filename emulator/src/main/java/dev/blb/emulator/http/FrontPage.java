package dev.blb.emulator.http;

/** What {@code GET /} answers: what this server is, and where to go on. */
final class FrontPage {
    static final String TEXT = "text/plain; charset=utf-8";

    private FrontPage() {}

    /** As HTML for who asks for it, a browser, and else as text. */
    static Answer of(SignedRequest request) {
        return request.header("accept").contains("text/html")
                ? Answer.text("text/html; charset=utf-8", HTML)
                : Answer.text(TEXT, PLAIN);
    }

    private static final String PLAIN = """
            BLB emulator: a local emulator of the standard Load Balancer (BLB) of Baidu AI Cloud.

              /v1/blb                 the API: sign requests with bce-auth-v1, or start with --auth off
              /_blb/operations        what is emulated, and the control routes
              /_blb/openapi.json      the same as an OpenAPI document
              /_blb/health            whether it is ready

            The endpoint of SDKs is this address, with its http:// or https://.
            """;

    private static final String HTML = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>BLB emulator</title></head><body>
            <h1>BLB emulator</h1>
            <p>A local emulator of the standard Load Balancer (BLB) of Baidu AI Cloud. It has no console: it is used through
            SDKs, Terraform or curl, with this address as their endpoint.</p>
            <ul>
            <li><code>/v1/blb</code>: the API. Requests are signed with bce-auth-v1, unless it was started with
            <code>--auth off</code>.</li>
            <li><a href="/_blb/operations">/_blb/operations</a>: what is emulated, and the control routes.</li>
            <li><a href="/_blb/openapi.json">/_blb/openapi.json</a>: the same as an OpenAPI document.</li>
            <li><a href="/_blb/health">/_blb/health</a>: whether it is ready.</li>
            </ul>
            </body></html>
            """;
}
