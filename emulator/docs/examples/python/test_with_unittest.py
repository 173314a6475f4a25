"""With the standard library alone: python3 -m unittest discover emulator/docs/examples/python"""

import unittest

from blb_emulator import SECRET_KEY, Emulator

VPC = {"vpcId": "vpc-emulator0001", "subnetId": "sbn-emulator0001"}


class LoadBalancerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator().__enter__()
        cls.addClassCleanup(cls.emulator.__exit__)

    def setUp(self):
        self.account = self.emulator.account()

    def test_create_and_list(self):
        status, created = self.account.request("POST", "/v1/blb", body={"name": "web", **VPC})
        self.assertEqual(200, status, created)

        status, listed = self.account.request("GET", "/v1/blb", "name=web&exactlyMatch=true")
        self.assertEqual([created["blbId"]], [each["blbId"] for each in listed["blbList"]])

    def test_signed_with_characters_that_are_encoded(self):
        for path, query in [
            ("/v1/blb", "name=a+b"),
            ("/v1/blb", "name=a%20b%2Bc&exactlyMatch=true"),
            ("/v1/blb", "name=&maxKeys=2"),
        ]:
            status, answer = self.account.request("GET", path, query)
            self.assertEqual(200, status, answer)
        for path in ["/v1/blb/lb%2D00000000", "/v1/blb/lb-%E4%B8%AD", "/v1/blb/lb-00000000"]:
            status, answer = self.account.request("GET", path)
            self.assertEqual("InstanceNotFound", answer["code"], answer)

    def test_the_official_sdk(self):
        try:
            from baidubce.auth.bce_credentials import BceCredentials
            from baidubce.bce_client_configuration import BceClientConfiguration
            from baidubce.services.blb.blb_client import BlbClient
        except ImportError:
            self.skipTest("bce-python-sdk is not installed")
        blb = BlbClient(
            BceClientConfiguration(
                credentials=BceCredentials(self.account.access_key, SECRET_KEY), endpoint=self.account.endpoint
            )
        )
        self.assertEqual([], blb.describe_loadbalancers().blb_list)


if __name__ == "__main__":
    unittest.main()
