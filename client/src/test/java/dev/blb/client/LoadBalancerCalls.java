package dev.blb.client;

import static dev.blb.client.SampleCall.read;
import static dev.blb.client.SampleCall.write;
import static dev.blb.client.model.BillingMethod.BY_CAPACITY_UNIT;
import static dev.blb.client.model.BillingMethod.BY_SPEC;
import static dev.blb.client.model.PerformanceLevel.LARGE1;
import static dev.blb.client.model.PerformanceLevel.SMALL1;

import dev.blb.client.model.AutoRenewal;
import dev.blb.client.model.BillingTerms;
import dev.blb.client.model.ChangeToPostpaid;
import dev.blb.client.model.ChangeToPrepaid;
import dev.blb.client.model.CreateLoadBalancer;
import dev.blb.client.model.LoadBalancerFilter;
import dev.blb.client.model.LoadBalancerType;
import dev.blb.client.model.ModificationProtection;
import dev.blb.client.model.PageRequest;
import dev.blb.client.model.PriceInquiry;
import dev.blb.client.model.Tag;
import dev.blb.client.model.UpdateLoadBalancer;
import java.util.List;
import java.util.stream.Stream;

/** Sample calls: instances and orders. */
final class LoadBalancerCalls {
    private LoadBalancerCalls() {}

    static Stream<SampleCall> loadBalancers() {
        return Stream.of(
                new SampleCall(
                        "CreateBlb",
                        client -> client.loadBalancers()
                                .withClientToken("t-1")
                                .create(CreateLoadBalancer.in("vpc-1", "sbn-1")
                                        .name("web-1")
                                        .desc("前端")
                                        .address("172.16.0.9")
                                        .type(LoadBalancerType.IPV6)
                                        .eip("203.0.113.9")
                                        .tags(List.of(Tag.of("team", "blue")))
                                        .billing(BillingTerms.prepaid(12))
                                        .performanceLevel(SMALL1)
                                        .autoRenew(AutoRenewal.years(3))
                                        .resourceGroupId("RESG-1")
                                        .allowDelete(false)
                                        .allowModify(false)
                                        .modificationProtectionReason("live")
                                        .allocateIpv6(true)
                                        .layer4ClusterId("l4-1")
                                        .layer7ClusterId("l7-1")
                                        .layer4ClusterExclusive(true)
                                        .layer7ClusterExclusive(false)),
                        "POST /v1/blb?clientToken=t-1",
                        """
                        {"vpcId":"vpc-1","subnetId":"sbn-1","name":"web-1","desc":"前端","address":"172.16.0.9",\
                        "type":"ipv6","eip":"203.0.113.9","tags":[{"tagKey":"team","tagValue":"blue"}],\
                        "billing":{"paymentTiming":"Prepaid","reservation":{"reservationLength":12}},\
                        "performanceLevel":"small1","autoRenewLength":3,"autoRenewTimeUnit":"year",\
                        "resourceGroupId":"RESG-1","allowDelete":false,"allowModify":false,\
                        "modificationProtectionReason":"live","allocateIpv6":true,"layer4ClusterId":"l4-1",\
                        "layer7ClusterId":"l7-1","layer4ClusterExclusive":true,"layer7ClusterExclusive":false}"""),
                new SampleCall(
                        "CreateBlb",
                        client -> client.loadBalancers()
                                .withClientToken("t-2")
                                .create(CreateLoadBalancer.in("vpc-1", "sbn-1")
                                        .billing(BillingTerms.postpaid(BY_CAPACITY_UNIT))),
                        "POST /v1/blb?clientToken=t-2",
                        """
                        {"vpcId":"vpc-1","subnetId":"sbn-1",\
                        "billing":{"paymentTiming":"Postpaid","billingMethod":"ByCapacityUnit"}}"""),
                write(
                        "UpdateBlb",
                        client -> client.loadBalancers()
                                .withClientToken("t-1")
                                .update(
                                        "lb-1",
                                        UpdateLoadBalancer.of()
                                                .name("b")
                                                .desc("")
                                                .allowDelete(true)
                                                .allocateIpv6(false)),
                        "PUT /v1/blb/lb-1?clientToken=t-1",
                        """
                        {"name":"b","desc":"","allowDelete":true,"allocateIpv6":false}"""),
                write(
                        "UpdateBlbAcl",
                        client -> client.loadBalancers().withClientToken("t-1").updateAcl("lb-1", false),
                        "PUT /v1/blb/acl/lb-1?clientToken=t-1",
                        """
                        {"supportAcl":false}"""),
                write(
                        "UpdateBlbModifyProtection",
                        client -> client.loadBalancers()
                                .withClientToken("t-1")
                                .updateModifyProtection("lb-1", ModificationProtection.on("live")),
                        "PUT /v1/blb/modification_protection/lb-1?clientToken=t-1",
                        """
                        {"allowModify":false,"modificationProtectionReason":"live"}"""),
                write(
                        "UpdateBlbModifyProtection",
                        client -> client.loadBalancers()
                                .withClientToken("t-1")
                                .updateModifyProtection("lb-1", ModificationProtection.off()),
                        "PUT /v1/blb/modification_protection/lb-1?clientToken=t-1",
                        """
                        {"allowModify":true}"""),
                read(
                        "DescribeBlbs",
                        client -> client.loadBalancers()
                                .list(
                                        LoadBalancerFilter.ALL
                                                .address("172.16.0.9")
                                                .name("a b/中+")
                                                .blbId("lb-1")
                                                .bccId("i-1")
                                                .exactlyMatch(true)
                                                .type(LoadBalancerType.IPV6),
                                        new PageRequest("blb-1", 2)),
                        "GET /v1/blb?address=172.16.0.9&name=a%20b%2F%E4%B8%AD%2B&blbId=lb-1&bccId=i-1"
                                + "&exactlyMatch=true&type=ipv6&marker=blb-1&maxKeys=2"),
                read(
                        "DescribeBlb",
                        client -> client.loadBalancers().describe("lb-1", LoadBalancerType.IPV6),
                        "GET /v1/blb/lb-1?type=ipv6"),
                read("DescribeBlb", client -> client.loadBalancers().describe("lb/1?"), "GET /v1/blb/lb%2F1%3F"),
                write(
                        "ReleaseBlb",
                        client -> client.loadBalancers().withClientToken("t+1").release("lb-1"),
                        "DELETE /v1/blb/lb-1?clientToken=t%2B1",
                        ""));
    }

    static Stream<SampleCall> billing() {
        return Stream.of(
                new SampleCall(
                        "ResizeBlb",
                        client -> client.billing().withClientToken("t-1").resize("lb-1", LARGE1),
                        "POST /v1/blb/lb-1?action=RESIZE&clientToken=t-1",
                        """
                        {"performanceLevel":"large1"}"""),
                new SampleCall(
                        "BillingChangePostToPreBlb",
                        client -> client.billing()
                                .withClientToken("t-1")
                                .changeToPrepaid(
                                        "lb-1",
                                        ChangeToPrepaid.months(36)
                                                .billingMethod(BY_SPEC)
                                                .performanceLevel(SMALL1)),
                        "POST /v1/blb/lb-1/charge?action=TO_PREPAY&clientToken=t-1",
                        """
                        {"reservationLength":36,"billingMethod":"BySpec","performanceLevel":"small1"}"""),
                new SampleCall(
                        "BillingChangePreToPostBlb",
                        client -> client.billing()
                                .withClientToken("t-1")
                                .changeToPostpaid(
                                        "lb-1",
                                        ChangeToPostpaid.of()
                                                .billingMethod(BY_CAPACITY_UNIT)
                                                .performanceLevel(SMALL1)
                                                .effectiveImmediately(true)),
                        "POST /v1/blb/lb-1/charge?action=TO_POSTPAY&clientToken=t-1",
                        """
                        {"billingMethod":"ByCapacityUnit","performanceLevel":"small1","effectiveImmediately":true}"""),
                write(
                        "BillingChangeCancelToPostBlb",
                        client -> client.billing().withClientToken("t-1").cancelChangeToPostpaid("lb-1"),
                        "POST /v1/blb/lb-1/charge?action=CANCEL_TO_POSTPAY&clientToken=t-1",
                        ""),
                write(
                        "RefundBlb",
                        client -> client.billing().withClientToken("t-1").refund("lb-1"),
                        "PUT /v1/blb/refund/lb-1?clientToken=t-1",
                        ""),
                new SampleCall(
                        "BlbInquiry",
                        client -> client.billing()
                                .price(PriceInquiry.of()
                                        .blbType(LoadBalancerType.APPLICATION)
                                        .performanceLevel(SMALL1)
                                        .count(2)
                                        .billing(BillingTerms.prepaid(9))),
                        "POST /v1/blb/price",
                        """
                        {"blbType":"application","performanceLevel":"small1","count":2,\
                        "billing":{"paymentTiming":"Prepaid","reservation":{"reservationLength":9}}}"""),
                new SampleCall(
                        "BlbInquiry",
                        client -> client.billing().price(PriceInquiry.of().billing(BillingTerms.postpaid(BY_SPEC))),
                        "POST /v1/blb/price",
                        """
                        {"billing":{"paymentTiming":"Postpaid","billingMethod":"BySpec"}}"""),
                write(
                        "StartLoadBalancerAutoRenew",
                        client -> client.billing().withClientToken("t-1").startAutoRenew("lb-1", AutoRenewal.months(9)),
                        "PUT /v1/blb/autoRenew/lb-1?clientToken=t-1",
                        """
                        {"autoRenewLength":9,"autoRenewTimeUnit":"month"}"""));
    }
}
