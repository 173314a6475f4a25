package dev.blb.emulator.traffic;

/** What is counted of a listener and of each of its servers, by the names of the cloud's monitor where it has one [doc:bcm]. */
public enum Metric {
    /** Open connections; requests under way are not connections of a server. */
    ACTIVE_CONNECTIONS("ActiveConnCount", true),
    /** Connections accepted, or opened to the server. */
    NEW_CONNECTIONS("NewConnectCount", false),
    /** Connections and datagrams that found no server. */
    DROPPED("DropConnectCount", false),
    /** Bytes from clients. */
    BYTES_IN("NetworkInBytes", false),
    /** Bytes to clients. */
    BYTES_OUT("NetworkOutBytes", false),
    /** HTTP requests. */
    REQUESTS("RequestCount", false),
    /** Answers with status 2xx. */
    RESPONSES_2XX("Response2xxNum", false),
    /** Answers with status 3xx. */
    RESPONSES_3XX("Response3xxNum", false),
    /** Answers with status 4xx. */
    RESPONSES_4XX("Response4xxNum", false),
    /** Answers with status 5xx. */
    RESPONSES_5XX("Response5xxNum", false),
    /** Milliseconds from request to end of answer, summed; the monitor shows their average. */
    RESPONSE_MILLIS("ResponseMillis", false),
    /** Milliseconds that servers took, summed; the monitor shows their average. */
    SERVER_MILLIS("UpsResponseMillis", false),
    /** Requests and connections that were given to another server after a failure. */
    RETRIES("RetryCount", false),
    /** Failed attempts to connect to a server. */
    CONNECT_FAILURES("ConnectFailureCount", false),
    /** Connections that a server ended before its answer was complete. */
    RESETS("ResetCount", false),
    /** Connections, requests and sessions that ended because nothing came for too long. */
    TIMEOUTS("TimeoutCount", false),
    /** Requests that went to a server because of their cookie. */
    STICKY_HITS("KeepSessionHitCount", false),
    /** Connections and sessions that the rules of security groups deny, dropped or not. */
    SECURITY_DENIED("SecurityDeniedCount", false);

    private final String shownName;
    private final boolean gauge;

    Metric(String shownName, boolean gauge) {
        this.shownName = shownName;
        this.gauge = gauge;
    }

    /** Its name in answers. */
    public String shownName() {
        return shownName;
    }

    /** Whether it goes up and down. */
    public boolean isGauge() {
        return gauge;
    }

    /** Which metric counts answers of this status, 200 to 599. */
    public static Metric ofStatus(int status) {
        return switch (status / 100) {
            case 2 -> RESPONSES_2XX;
            case 3 -> RESPONSES_3XX;
            case 4 -> RESPONSES_4XX;
            default -> RESPONSES_5XX;
        };
    }
}
