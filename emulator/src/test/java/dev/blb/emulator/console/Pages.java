package dev.blb.emulator.console;

import dev.blb.emulator.Api;
import java.util.List;

/** An account with something for each page of the console to show. */
final class Pages {
    final Api api;
    final String healthy;
    final String sick;
    final String refusedCall;

    Pages(Api api) {
        this.api = api;
        this.healthy = balancer("web", "i-web0001");
        this.sick = balancer("api", "i-api0001");
        api.put("/_blb/backends/i-api0001/health?account=" + api.account(), "{\"status\":\"Dead\"}")
                .ok();
        api.put(
                        "/_blb/world/vpcs/vpc-prod000001?account=" + api.account(),
                        "{\"name\":\"prod\",\"cidr\":\"10.0.0.0/16\"}")
                .ok();
        api.put("/_blb/snapshots/before?account=" + api.account(), "").ok();
        api.create("\"name\":\"later\"");
        this.refusedCall = api.post("/v1/blb", "{\"nam\":\"x\"}").text("/requestId");
    }

    private String balancer(String name, String server) {
        String blbId = api.create("\"name\":\"" + name + "\"");
        api.createTcp(blbId, 80);
        api.post(
                        "/v1/blb/" + blbId + "/backendserver",
                        "{\"backendServerList\":[{\"instanceId\":\"" + server + "\",\"weight\":50}]}")
                .ok();
        return blbId;
    }

    /** The paths of all pages below {@code /_blb/ui/}. */
    List<String> paths() {
        String account = "?account=" + api.account();
        return List.of(
                account,
                "loadbalancers/" + sick + account,
                "requests" + account,
                "requests/" + refusedCall + account,
                "world" + account,
                "snapshots" + account + "&from=before&to=now",
                "faults" + account,
                "health" + account,
                "clock" + account,
                "settings" + account,
                "operations" + account);
    }
}
