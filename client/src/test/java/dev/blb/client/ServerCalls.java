package dev.blb.client;

import static dev.blb.client.SampleCall.read;
import static dev.blb.client.SampleCall.write;

import dev.blb.client.model.PageRequest;
import dev.blb.client.model.ServerSettings;
import java.util.List;
import java.util.stream.Stream;

/** Sample calls: real servers and security groups. */
final class ServerCalls {
    private ServerCalls() {}

    static Stream<SampleCall> servers() {
        List<ServerSettings> servers =
                List.of(ServerSettings.of("i-1").weight(0).desc("a"), ServerSettings.of("i-2"));
        String body = """
                {"backendServerList":[{"instanceId":"i-1","weight":0,"desc":"a"},{"instanceId":"i-2"}]}""";
        return Stream.of(
                write(
                        "AddBlbServer",
                        client -> client.backendServers().withClientToken("t-1").add("lb-1", servers),
                        "POST /v1/blb/lb-1/backendserver?clientToken=t-1",
                        body),
                write(
                        "UpdateBlbServer",
                        client -> client.backendServers().withClientToken("t-1").update("lb-1", servers),
                        "PUT /v1/blb/lb-1/backendserver?update&clientToken=t-1",
                        body),
                write(
                        "DeleteBlbServer",
                        client -> client.backendServers().withClientToken("t-1").remove("lb-1", List.of("i-1", "i-2")),
                        "PUT /v1/blb/lb-1/backendserver?clientToken=t-1",
                        """
                        {"backendServerList":["i-1","i-2"]}"""),
                read(
                        "DescribeBlbServers",
                        client -> client.backendServers().list("lb-1", new PageRequest("rs-1", null)),
                        "GET /v1/blb/lb-1/backendserver?marker=rs-1"),
                read(
                        "DescribeBlbServers",
                        client -> client.backendServers().list("lb-1", new PageRequest(null, 1000)),
                        "GET /v1/blb/lb-1/backendserver?maxKeys=1000"),
                read(
                        "DescribeBlbServerHealth",
                        client -> client.backendServers().health("lb-1", 80, new PageRequest("rs-1", 1)),
                        "GET /v1/blb/lb-1/backendserver?listenerPort=80&marker=rs-1&maxKeys=1"));
    }

    static Stream<SampleCall> securityGroups() {
        return Stream.of(
                write(
                        "BindBlbSecurityGroup",
                        client -> client.securityGroups().withClientToken("t-1").bind("lb-1", List.of("g-1")),
                        "PUT /v1/blb/lb-1/securitygroup?bind&clientToken=t-1",
                        """
                        {"securityGroupIds":["g-1"]}"""),
                write(
                        "UnbindBlbSecurityGroup",
                        client -> client.securityGroups().withClientToken("t-1").unbind("lb-1", List.of("g-1", "g-2")),
                        "PUT /v1/blb/lb-1/securitygroup?unbind&clientToken=t-1",
                        """
                        {"securityGroupIds":["g-1","g-2"]}"""),
                read(
                        "DescribeBlbSecurityGroups",
                        client -> client.securityGroups().list("lb-1"),
                        "GET /v1/blb/lb-1/securitygroup"),
                write(
                        "BindBlbEnterpriseSecurityGroup",
                        client ->
                                client.securityGroups().withClientToken("t-1").bindEnterprise("lb-1", List.of("esg-1")),
                        "PUT /v1/blb/lb-1/enterprise/securitygroup?bind&clientToken=t-1",
                        """
                        {"enterpriseSecurityGroupIds":["esg-1"]}"""),
                write(
                        "UnbindBlbEnterpriseSecurityGroup",
                        client -> client.securityGroups()
                                .withClientToken("t-1")
                                .unbindEnterprise("lb-1", List.of("esg-1")),
                        "PUT /v1/blb/lb-1/enterprise/securitygroup?unbind&clientToken=t-1",
                        """
                        {"enterpriseSecurityGroupIds":["esg-1"]}"""),
                read(
                        "DescribeBlbEnterpriseSecurityGroups",
                        client -> client.securityGroups().listEnterprise("lb-1"),
                        "GET /v1/blb/lb-1/enterprise/securitygroup"));
    }
}
