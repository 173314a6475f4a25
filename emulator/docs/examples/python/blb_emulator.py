"""Starts the BLB emulator for tests and sends it signed requests. Python 3.8 or newer, standard library only."""

import datetime
import hashlib
import hmac
import json
import os
import re
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid

JAR = os.environ.get("EMULATOR_JAR", "emulator/target/blb-emulator.jar")
SECRET_KEY = "emulator-secret-key-0001"


def encoded(text, safe=""):
    """A part of an address as signatures have it, whether or not it is percent-encoded already."""
    return urllib.parse.quote(urllib.parse.unquote_to_bytes(text), safe=safe)


class Emulator:
    """An emulator on a free port, as a context manager: `with Emulator() as emulator: ...`."""

    def __init__(self, jar=JAR, *settings):
        self.command = ["java", "-jar", jar, "--port", "0", *settings]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            found = re.search(r"endpoint\s+(http://\S+)", line)
            if found:
                self.endpoint = found.group(1)
                self.reader = threading.Thread(target=self._read_log, daemon=True)
                self.reader.start()
                return self
        raise RuntimeError("the emulator did not start: " + " ".join(self.command))

    def _read_log(self):
        # A log that nobody reads fills the pipe, and the emulator would wait for ever.
        for _ in self.process.stdout:
            pass

    def __exit__(self, *failure):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.reader.join(timeout=30)
        self.process.stdout.close()

    def account(self):
        """A new account with no instances. Each test takes one, so tests do not see each other."""
        return Account(self.endpoint, "emulator-" + str(uuid.uuid4()))


class Account:
    """An access key, with the requests that it signs (bce-auth-v1)."""

    def __init__(self, endpoint, access_key, secret_key=SECRET_KEY):
        self.endpoint, self.access_key, self.secret_key = endpoint, access_key, secret_key

    def request(self, method, path, query="", body=None):
        """The status and the JSON of the answer; query such as "listenerPort=80", body as a dictionary."""
        request = urllib.request.Request(
            self.endpoint + path + ("?" + query if query else ""),
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": self.authorization(method, path, query), "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, json.loads(refusal.read())

    def authorization(self, method, path, query):
        date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        prefix = f"bce-auth-v1/{self.access_key}/{date}/1800"
        key = hmac.new(self.secret_key.encode(), prefix.encode(), hashlib.sha256).hexdigest()
        # Not by parse_qsl, which takes a plus for a blank.
        pairs = [parameter.partition("=") for parameter in query.split("&") if parameter]
        parameters = sorted(encoded(name) + "=" + encoded(value) for name, _, value in pairs)
        host = urllib.parse.quote(urllib.parse.urlsplit(self.endpoint).netloc, safe="")
        canonical = "\n".join([method, encoded(path, "/"), "&".join(parameters), "host:" + host])
        signature = hmac.new(key.encode(), canonical.encode(), hashlib.sha256).hexdigest()
        return f"{prefix}/host/{signature}"
