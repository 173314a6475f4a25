package dev.blb.emulator.http;

/** What {@code GET /} answers: what this server is, and where to go on. */
final class FrontPage {
    static final String TEXT = "text/plain; charset=utf-8";

    private FrontPage() {}

    /**
     * A text; a browser, which asks for HTML, is sent to the console.
     *
     * @param base the prefix of the console's path
     */
    static Answer of(SignedRequest request, String base) {
        return request.header("accept").contains("text/html")
                ? Answer.redirect(base + ConsoleFront.ROOT + "/")
                : Answer.text(TEXT, PLAIN);
    }

    private static final String PLAIN = """
            BLB emulator: a local emulator of the standard Load Balancer (BLB) of Baidu AI Cloud.

              /v1/blb                 the API: sign requests with bce-auth-v1, or start with --auth off
              /_blb/ui/               the console, for browsers
              /_blb/operations        what is emulated, and the control routes
              /_blb/openapi.json      the same as an OpenAPI document
              /_blb/health            whether it is ready

            The endpoint of SDKs is this address, with its http:// or https://.
            """;
}
