import com.baidubce.auth.DefaultBceCredentials;
import com.baidubce.services.blb.BlbClient;
import com.baidubce.services.blb.BlbClientConfiguration;

public class QuickStart {
    public static void main(String[] args) {
        BlbClientConfiguration configuration = new BlbClientConfiguration();
        configuration.withCredentials(new DefaultBceCredentials("emulator-access-key-0001", "emulator-secret-key-0001"));
        configuration.withEndpoint("http://127.0.0.1:8252");
        BlbClient blb = new BlbClient(configuration);
        String blbId = blb.createBlb("web", "made by the SDK", "vpc-emulator0001", "sbn-emulator0001").getBlbId();
        System.out.println(blb.listBlbs(null, null, blbId, null).getBlbList().get(0).getName());
        blb.deleteBlb(blbId);
    }
}
