"""With pytest and the fixtures of conftest.py: pytest emulator/docs/examples/python"""


def test_an_account_begins_empty(account):
    status, answer = account.request("GET", "/v1/blb")

    assert status == 200
    assert answer["blbList"] == []


def test_an_unknown_instance(account):
    status, answer = account.request("GET", "/v1/blb/lb-00000000")

    assert (status, answer["code"]) == (404, "InstanceNotFound")
