package dev.blb.emulator.api;

import java.util.Locale;

/**
 * The error catalogue of the API: one constant per code with its HTTP status and message.
 *
 * <p>Codes and statuses are those of [doc:error-code] and [skill]. A text in {@code documented} is the page's own and
 * is sent first; the detail that names the parameter, its value and what is allowed follows it. Constants with an empty
 * text have no published message: there the detail is the whole message (assumption [m3] on the wording).
 */
public enum ApiError {
    ACCESS_DENIED(403, "AccessDenied", "Access denied."),
    INAPPROPRIATE_JSON(
            400,
            "InappropriateJSON",
            "The JSON you provided was well-formed and valid, but not appropriate for this operation."),
    INTERNAL_ERROR(500, "InternalError", "We encountered an internal error. Please try again."),
    INVALID_ACCESS_KEY_ID(403, "InvalidAccessKeyId", "The Access Key ID you provided does not exist in our records."),
    INVALID_HTTP_AUTH_HEADER(
            400,
            "InvalidHTTPAuthHeader",
            "The HTTP authorization header is invalid. Consult the service documentation for details."),
    INVALID_HTTP_REQUEST(400, "InvalidHTTPRequest", "There was an error in the body of your HTTP request."),
    INVALID_SESSION_TOKEN(400, "InvalidSessionToken", ""),
    INVALID_URI(400, "InvalidURI", "Could not parse the specified URI."),
    MALFORMED_JSON(400, "MalformedJSON", "The JSON you provided was not well-formed."),
    INVALID_VERSION(404, "InvalidVersion", "The API version specified was invalid."),
    OPT_IN_REQUIRED(403, "OptInRequired", "A subscription for the service is required."),
    PRECONDITION_FAILED(412, "PreconditionFailed", "The specified If-Match header doesn't match the ETag header."),
    REQUEST_EXPIRED(400, "RequestExpired", "Request has expired."),
    IDEMPOTENT_PARAMETER_MISMATCH(
            403,
            "IdempotentParameterMismatch",
            "The request uses the same client token as a previous, but non-identical request."),
    SIGNATURE_DOES_NOT_MATCH(
            400,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your Secret Access"
                    + " Key and signing method. Consult the service documentation for details."),

    INSTANCE_NOT_FOUND(404, "InstanceNotFound", "The specified instance does not exist."),
    LISTENER_NOT_FOUND(404, "ListenerNotFound", "The specified listener does not exist."),
    BACKEND_SERVER_NOT_FOUND(404, "BackendServerNotFound", "The specified backend server does not exist."),
    LISTENER_ALREADY_EXIST(400, "ListenerAlreadyExist", "Listener already exists."),
    BACKEND_SERVER_ALREADY_EXIST(400, "BackendServerAlreadyExist", "Backend server already exists."),
    LAST_OPERATION_NOT_FINISHED(409, "LastOperationNotFinished", "Last operation has not finished."),
    REAL_NAME_AUTHENTICATION_REQUIRED(403, "RealNameAuthenticationRequired", ""),
    QUOTA_EXCEEDED(413, "QuotaExceeded", ""),
    LISTENER_EXCEEDED(413, "ListenerExceeded", ""),
    SERVER_REQUIRED(404, "ServerRequired", ""),
    SERVICE_BLOCKED(
            403, "ServiceBlocked", "Your BLB service is blocked, please contact technical support for assistance."),
    INSTANCE_CREATION_FAILED(400, "InstanceCreationFailed", ""),
    MISSING_PARAMETER(400, "MissingParameter", ""),
    INVALID_PARAMETER(400, "InvalidParameter", ""),
    EIP_UNBIND_FAILED(400, "EipUnbindFailed", ""),
    REDIRECT_PORT_NOT_FOUND(404, "RedirectPortNotFound", ""),
    CERTIFICATE_NOT_FOUND(404, "CertificateNotFound", ""),

    NO_SUCH_OBJECT(404, "NoSuchObject", "The specified object is not found or resource do not exist."),
    /** The same code where a rule is made in an unknown route table [m77]. */
    NO_SUCH_ROUTE_TABLE(400, "NoSuchObject", "The specified object is not found or resource do not exist."),
    ROUTE_RULE_REPEATED(409, "RouteRuleRepeated", ""),
    ROUTE_RULE_EXCEEDED(413, "RouteRuleExceedQuota", ""),
    SUBNET_IN_USE(409, "SUBNET_INUSE", ""),
    NOT_ALLOW_DELETE_VPC(409, "NotAllowDeleteVpc", ""),
    NOT_ALLOW_OPERATE_SUBNET(409, "NotAllowOperateSubnet", ""),
    EIP_NOT_FOUND(404, "EipNotFound", ""),
    EIP_STATUS_INVALID(409, "EipStatusInvalid", ""),
    INSTANCE_HAS_BOUND_EIP(409, "InstanceHasBoundEip", ""),
    OPERATION_DENIED(403, "OperationDenied", ""),
    BAD_REQUEST(400, "BadRequest", "protocol is invalid."),
    RULE_PORT_ORDER_INVALID(
            400, "SecurityGroup.RulePortOrderInvalid", "The order of security group rule port is incorrect."),
    RULE_PORT_RANGE_INVALID(
            400, "SecurityGroup.RulePortRangeInvalid", "The value of security group rule port is exceeded."),
    RULE_PORT_INVALID(400, "SecurityGroup.RulePortInvalid", "The value of security group rule port must be number."),
    RULE_CIDR_ADDRESS_ERROR(
            400, "SecurityGroup.RuleCIDRAddressError", "Security group rule ip(cidr) address is incorrect."),
    RULE_REMARK_TOO_LONG(400, "SecurityGroup.RuleRemarkTooLong", "Security group description is too long."),
    RULE_DUPLICATED(409, "SecurityGroup.RuleDuplicated", ""),
    RULE_NOT_EXIST(404, "SecurityGroup.RuleNotExist", "The Security group rule is not exist."),
    SECURITY_GROUP_IN_USE(
            409,
            "SecurityGroup.InstancesAssociatedSecurityGroupCanNotBeDeleted",
            "Security group can't be deleted while instance associated."),
    BIND_INSTANCE_EXCEEDED_LIMIT(
            413,
            "SecurityGroup.BindInstanceExceededLimit",
            "Quota exceeds limit when binding instance to security group."),
    ESG_NOT_EXIST(404, "Esg.EsgResourceNotExist", "Enterprise security group resource not exist."),
    ESG_RULE_NOT_EXIST(404, "Esg.EsgRuleResourceNotExist", "Enterprise security group rule resource not exist."),
    ESG_IN_USE(409, "Esg.EsgBindStatusInvalid", "Enterprise security group has binded instance, and delete forbidden."),
    ESG_EXCEED_QUOTA(400, "Esg.EsgExceedQuota", "Enterprise security group number over limited."),
    ESG_NAME_EMPTY(400, "Esg.EsgNameEmpty", "Enterprise security group name is required."),
    ESG_NAME_TOO_LONG(400, "Esg.EsgNameTooLong", "Enterprise security group name length over limit."),
    ESG_NAME_INVALID(400, "Esg.EsgNameInvalid", "Enterprise security group name is incorrect."),
    ESG_NAME_DUPLICATE(400, "Esg.EsgNameDuplicate", "Enterprise security group name exist already."),
    ESG_DESC_TOO_LONG(400, "Esg.EsgDescTooLong", ""),
    ESG_RULE_ACTION_EMPTY(
            400, "Esg.EsgRuleActionEmpty", "Enterprise security group rule action(allow or deny) is required."),
    ESG_RULE_ACTION_INVALID(
            400, "Esg.EsgRuleActionInvalid", "Enterprise security group rule action(allow or deny) is invalid."),
    ESG_RULE_REMARK_TOO_LONG(400, "Esg.EsgRuleRemarkTooLong", "Enterprise security group rule remark is too long."),
    ESG_RULE_PROTOCOL_EMPTY(400, "Esg.EsgRuleProtocolEmpty", "Enterprise security group rule protocol is required."),
    ESG_RULE_PROTOCOL_INVALID(400, "Esg.EsgRuleProtocolInvalid", "Enterprise security group rule protocol is invalid."),
    ESG_RULE_ETHERTYPE_INVALID(
            400, "Esg.EsgRuleEthertypeInvalid", "Enterprise security group rule ethertype is invalid."),
    ESG_RULE_IP_ADDRESS_EMPTY(400, "Esg.EsgRuleIpAddressEmpty", ""),
    START_INSTANCE_FORBIDDEN(409, "Instance.StartInstanceOperationForbidden", "Instance not stopped when starting."),
    STOP_INSTANCE_FORBIDDEN(409, "Instance.StopInstanceOperationForbidden", "Instance not running when shutting down"),
    CERTIFICATE_UNKNOWN(404, "ResourceNotFoundException", ""),
    CERTIFICATE_IN_USE(409, "CertificateInUse", ""),

    /** The emulator's own: the operation is documented but not built. No source; never sent for a built operation. */
    NOT_IMPLEMENTED(501, "NotImplemented", ""),

    /**
     * The emulator's own: one of its limits is reached, which the message names, or the state cannot be read or stored at the moment,
     * such as on a full disk. The code is a sibling service's [m71].
     */
    SERVICE_UNAVAILABLE(503, "ServiceUnavailable", "");

    private final int status;
    private final String code;
    private final String documented;

    ApiError(int status, String code, String documented) {
        this.status = status;
        this.code = code;
        this.documented = documented;
    }

    /** The HTTP status, 400 to 503. */
    public int status() {
        return status;
    }

    /** The code as it stands on the wire. */
    public String code() {
        return code;
    }

    /** The published message, or the empty text where no source has one. */
    public String documented() {
        return documented;
    }

    /** A fresh exception with the published message alone. */
    public ApiException plain() {
        return new ApiException(this, "", "");
    }

    /**
     * A fresh exception with the published message, if any, and the detail behind it.
     *
     * @param detail a format of {@link String#format} that says what is wrong and what is allowed
     */
    public ApiException with(String detail, Object... arguments) {
        return new ApiException(this, "", filled(detail, arguments));
    }

    /**
     * The same about one member of the request.
     *
     * @param member its path, such as {@code backendServerList[0].weight}; a list index may be left out as {@code []}
     * @param detail a format of {@link String#format} that goes on after the member: the value given, what is allowed
     */
    public ApiException at(String member, String detail, Object... arguments) {
        return new ApiException(this, member, filled(detail, arguments));
    }

    private static String filled(String detail, Object... arguments) {
        return arguments.length == 0 ? detail : String.format(Locale.ROOT, detail, arguments);
    }
}
