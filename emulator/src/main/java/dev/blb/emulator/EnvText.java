package dev.blb.emulator;

/** The templates of the command {@code env}. A line that names the CA file is left out where none is given. */
final class EnvText {
    private EnvText() {}

    static final String TERRAFORM = """
            # Provider baidubce/baiducloud; a key of "endpoints" in the provider's block wins over these variables.
            export BAIDUCLOUD_ACCESS_KEY='${accessKey}'
            export BAIDUCLOUD_SECRET_KEY='${secretKey}'
            export BAIDUCLOUD_REGION='${region}'
            export APPBLB_ENDPOINT='${url}'
            export BCC_ENDPOINT='${url}'
            export BLB_ENDPOINT='${url}'
            export CERT_ENDPOINT='${url}'
            export EIP_ENDPOINT='${url}'
            export ESG_ENDPOINT='${url}'
            export ResourceManager_ENDPOINT='${url}'
            export VPC_ENDPOINT='${url}'
            export SSL_CERT_FILE='${ca}'
            # As HCL; the resource manager and certificates have no key there, so their variables are needed in any case:
            #   provider "baiducloud" {
            #     endpoints {
            #       appblb = "${url}"
            #       bcc    = "${url}"
            #       blb    = "${url}"
            #       eip    = "${url}"
            #       esg    = "${url}"
            #       vpc    = "${url}"
            #     }
            #   }
            """;

    static final String PYTHON = """
            # bce-python-sdk; for every client: BlbClient, EipClient, VpcClient, SubnetClient, RouteClient, EsgClient, BccClient,
            # CertClient, StsClient
            # export SSL_CERT_FILE='${ca}'
            from baidubce.auth.bce_credentials import BceCredentials
            from baidubce.bce_client_configuration import BceClientConfiguration

            configuration = BceClientConfiguration(
                credentials=BceCredentials("${accessKey}", "${secretKey}"),
                endpoint="${url}")
            """;

    static final String GO = """
            // github.com/baidubce/bce-sdk-go; each NewClient of blb, eip, vpc, bcc, esg, cert and resmanager
            // export SSL_CERT_FILE='${ca}'
            const (
                accessKey = "${accessKey}"
                secretKey = "${secretKey}"
                endpoint  = "${url}"
            )

            client, err := blb.NewClient(accessKey, secretKey, endpoint)
            """;

    static final String JAVA = """
            // com.baidubce:bce-java-sdk; BlbClient and BccClient have configurations of their own with the same methods
            // keytool -importcert -noprompt -file '${ca}' -keystore blb.p12 -storepass changeit
            // java -Djavax.net.ssl.trustStore=blb.p12 -Djavax.net.ssl.trustStorePassword=changeit ...${withCa}
            BlbClientConfiguration configuration = new BlbClientConfiguration();
            configuration.withCredentials(new DefaultBceCredentials("${accessKey}", "${secretKey}"));
            configuration.withEndpoint("${url}");
            BlbClient blb = new BlbClient(configuration);

            BceClientConfiguration others = new BceClientConfiguration()
                    .withCredentials(new DefaultBceCredentials("${accessKey}", "${secretKey}"))
                    .withEndpoint("${url}");
            """;

    static final String CURL = """
            # blb METHOD 'PATH[?QUERY]' [BODY] sends a signed request: blb GET '/v1/blb?maxKeys=5'
            export CURL_CA_BUNDLE='${ca}'
            blb() {
              [ $# -le 3 ] || { echo "usage: blb METHOD 'PATH[?QUERY]' [BODY]" >&2; return 2; }
              prefix="bce-auth-v1/"'${accessKey}'"/$(date -u +%Y-%m-%dT%H:%M:%SZ)/1800"
              key=$(printf '%s' "$prefix" | openssl dgst -sha256 -hmac '${secretKey}' | sed 's/.* //')
              host=$(printf '%s' '${authority}' | sed 's/:/%3A/g; s/\\[/%5B/; s/\\]/%5D/')
              query=$(printf '%s\\n' "$2" | sed -n 's/^[^?]*?//p' | tr '&' '\\n' |
                sed '/^$/d; /=/!s/$/=/; s/:/%3A/g; s/,/%2C/g; s/[/]/%2F/g' | LC_ALL=C sort | paste -sd '&' -)
              signature=$(printf '%s\\n%s\\n%s\\nhost:%s' "$1" "${2%%\\?*}" "$query" "$host" |
                openssl dgst -sha256 -hmac "$key" | sed 's/.* //')
              curl -sS -w '\\n' --noproxy '*' -g -X "$1" -H "Authorization: $prefix/host/$signature" ${3:+-d "$3"} '${url}'"$2"
            }
            """;

    static final String DOCKER = """
            # compose: containers on this network reach the emulator by the cloud's own names, by http and https
            services:
              blb-emulator:
                image: blb-emulator
                hostname: blb-emulator
                command: ["--port", "80", "--https-port", "443", "--region", "${region}", "--data-dir", "/data"]
                volumes: ["blb:/data"]
                networks:
                  default:
                    aliases:
            ${aliases}

              program:
                image: your-program
                depends_on:
                  blb-emulator: {condition: service_healthy}
                environment:
                  SSL_CERT_FILE: /blb/ca.pem
                  REQUESTS_CA_BUNDLE: /blb/ca.pem
                  NODE_EXTRA_CA_CERTS: /blb/ca.pem
                volumes: ["blb:/blb:ro"]

            volumes:
              blb:

              # A program in a container, pointed to the emulator that runs on the host instead: ${url}
              # there is http://host.docker.internal with the same port, and that emulator needs --host 0.0.0.0.
            """;
}
