package dev.blb.client;

import dev.blb.client.internal.Required;
import dev.blb.client.model.OpenEnum;

/**
 * A code in an error answer. An open enumeration: the codes are those of [doc:error-code] and of the BLB table of the
 * official command line, and others are kept as they were read. In brackets: the HTTP status that goes with it.
 *
 * @param value the text on the wire
 */
public record ErrorCode(String value) implements OpenEnum {
    /** Not a code of the service: the answer was not the API's JSON. */
    public static final ErrorCode UNRECOGNIZED = new ErrorCode("Unrecognized");

    /** {@code AccessDenied} [403]: no permission. */
    public static final ErrorCode ACCESS_DENIED = new ErrorCode("AccessDenied");

    /** {@code InappropriateJSON} [400]: a required item is missing or has the wrong type. */
    public static final ErrorCode INAPPROPRIATE_JSON = new ErrorCode("InappropriateJSON");

    /** {@code InternalError} [500]: everything else. */
    public static final ErrorCode INTERNAL_ERROR = new ErrorCode("InternalError");

    /** {@code InvalidAccessKeyId} [403]: unknown access key. */
    public static final ErrorCode INVALID_ACCESS_KEY_ID = new ErrorCode("InvalidAccessKeyId");

    /** {@code InvalidHTTPAuthHeader} [400]: malformed Authorization header. */
    public static final ErrorCode INVALID_HTTP_AUTH_HEADER = new ErrorCode("InvalidHTTPAuthHeader");

    /** {@code InvalidHTTPRequest} [400]: unreadable body. */
    public static final ErrorCode INVALID_HTTP_REQUEST = new ErrorCode("InvalidHTTPRequest");

    /** {@code InvalidURI} [400]: unknown path or keyword. */
    public static final ErrorCode INVALID_URI = new ErrorCode("InvalidURI");

    /** {@code MalformedJSON} [400]: not JSON. */
    public static final ErrorCode MALFORMED_JSON = new ErrorCode("MalformedJSON");

    /** {@code InvalidVersion} [404]: unknown API version. */
    public static final ErrorCode INVALID_VERSION = new ErrorCode("InvalidVersion");

    /** {@code OptInRequired} [403]: the service is not subscribed. */
    public static final ErrorCode OPT_IN_REQUIRED = new ErrorCode("OptInRequired");

    /** {@code PreconditionFailed} [412]: not used by BLB. */
    public static final ErrorCode PRECONDITION_FAILED = new ErrorCode("PreconditionFailed");

    /** {@code RequestExpired} [400]: the signature is too old or the clocks differ. */
    public static final ErrorCode REQUEST_EXPIRED = new ErrorCode("RequestExpired");

    /** {@code IdempotentParameterMismatch} [403]: the client token was used for another request. */
    public static final ErrorCode IDEMPOTENT_PARAMETER_MISMATCH = new ErrorCode("IdempotentParameterMismatch");

    /** {@code SignatureDoesNotMatch} [400]: wrong secret or signature. */
    public static final ErrorCode SIGNATURE_DOES_NOT_MATCH = new ErrorCode("SignatureDoesNotMatch");

    /** {@code InstanceNotFound} [404]: unknown load balancer. */
    public static final ErrorCode INSTANCE_NOT_FOUND = new ErrorCode("InstanceNotFound");

    /** {@code ListenerNotFound} [404]: no such listener. */
    public static final ErrorCode LISTENER_NOT_FOUND = new ErrorCode("ListenerNotFound");

    /** {@code BackendServerNotFound} [404]: the server is not attached. */
    public static final ErrorCode BACKEND_SERVER_NOT_FOUND = new ErrorCode("BackendServerNotFound");

    /** {@code ListenerAlreadyExist} [400]: the port is taken. */
    public static final ErrorCode LISTENER_ALREADY_EXIST = new ErrorCode("ListenerAlreadyExist");

    /** {@code BackendServerAlreadyExist} [400]: the server is attached already. */
    public static final ErrorCode BACKEND_SERVER_ALREADY_EXIST = new ErrorCode("BackendServerAlreadyExist");

    /** {@code LastOperationNotFinished} [409]: the instance is creating or updating. */
    public static final ErrorCode LAST_OPERATION_NOT_FINISHED = new ErrorCode("LastOperationNotFinished");

    /** {@code RealNameAuthenticationRequired} [403]: the account is not verified. */
    public static final ErrorCode REAL_NAME_AUTHENTICATION_REQUIRED = new ErrorCode("RealNameAuthenticationRequired");

    /** {@code QuotaExceeded} [413]: too many load balancers. */
    public static final ErrorCode QUOTA_EXCEEDED = new ErrorCode("QuotaExceeded");

    /** {@code ListenerExceeded} [413]: too many listeners. */
    public static final ErrorCode LISTENER_EXCEEDED = new ErrorCode("ListenerExceeded");

    /** {@code ServerRequired} [404]: the account has no server. */
    public static final ErrorCode SERVER_REQUIRED = new ErrorCode("ServerRequired");

    /** {@code ServiceBlocked} [403]: the service is blocked. */
    public static final ErrorCode SERVICE_BLOCKED = new ErrorCode("ServiceBlocked");

    /** {@code InstanceCreationFailed} [400]: creation failed. */
    public static final ErrorCode INSTANCE_CREATION_FAILED = new ErrorCode("InstanceCreationFailed");

    /** {@code MissingParameter} [400]: a required parameter is missing. */
    public static final ErrorCode MISSING_PARAMETER = new ErrorCode("MissingParameter");

    /** {@code InvalidParameter} [400]: a parameter has a bad value. */
    public static final ErrorCode INVALID_PARAMETER = new ErrorCode("InvalidParameter");

    /** {@code EipUnbindFailed} [400]: the EIP could not be unbound. */
    public static final ErrorCode EIP_UNBIND_FAILED = new ErrorCode("EipUnbindFailed");

    /** {@code RedirectPortNotFound} [404]: redirectPort names no HTTPS listener. */
    public static final ErrorCode REDIRECT_PORT_NOT_FOUND = new ErrorCode("RedirectPortNotFound");

    /** {@code CertificateNotFound} [404]: unknown certificate. */
    public static final ErrorCode CERTIFICATE_NOT_FOUND = new ErrorCode("CertificateNotFound");

    /** Refuses null by name. */
    public ErrorCode {
        Required.notNull("value", value);
    }
}
