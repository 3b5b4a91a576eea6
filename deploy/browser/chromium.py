"""A headless Chromium, spoken to by the DevTools protocol over its pipe: no port, no library."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class Chromium:
    def __init__(self, program="chromium"):
        self.profile = tempfile.mkdtemp(prefix="weir-browser-")
        # What Chromium reads stands at descriptor 3, what it writes at 4; messages end with a NUL.
        theirs_in, self.out = os.pipe()
        self.input, theirs_out = os.pipe()

        def place():
            # Above both places first, so that neither is overwritten before it is moved.
            reading, writing = os.dup(theirs_in), os.dup(theirs_out)
            high_in, high_out = 100, 101
            os.dup2(reading, high_in)
            os.dup2(writing, high_out)
            os.dup2(high_in, 3)
            os.dup2(high_out, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
             f"--user-data-dir={self.profile}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=place,
            close_fds=False)
        os.close(theirs_in)
        os.close(theirs_out)
        self.number = 0
        self.waiting = b""
        self.events = []
        self.session = None
        self.requests = []
        self.problems = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network", "Accessibility"]:
            self.ask(f"{domain}.enable")

    def close(self):
        try:
            self.session = None
            self.ask("Browser.close")
            self.process.wait(10)
        except (OSError, TimeoutError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def ask(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            answer = self.take(limit - time.monotonic())
            if answer is not None and answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
        raise TimeoutError(method)

    def take(self, seconds):
        """The next message, kept if it is an event; None when none comes."""
        while b"\0" not in self.waiting:
            if not select.select([self.input], [], [], max(0, seconds))[0]:
                return None
            part = os.read(self.input, 1 << 20)
            if not part:
                raise OSError("the browser is gone")
            self.waiting += part
        text, self.waiting = self.waiting.split(b"\0", 1)
        message = json.loads(text)
        if "method" in message:
            self.note(message)
        return message

    def note(self, event):
        name, what = event["method"], event["params"]
        self.events.append(name)
        if name == "Network.requestWillBeSent":
            self.requests.append(what["request"]["url"])
        elif name == "Runtime.exceptionThrown":
            self.problems.append(what["exceptionDetails"].get("exception", {}).get("description", str(what)))
        elif name == "Log.entryAdded" and what["entry"]["level"] == "error":
            self.problems.append(f"{what['entry']['text']} {what['entry'].get('url', '')}")

    def wait(self, seconds):
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            self.take(limit - time.monotonic())

    def evaluate(self, expression):
        """The value of an expression of the page; a promise is waited for."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression[:200]}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def until(self, expression, what, seconds=20):
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            value = self.evaluate(expression)
            if value:
                return value
            self.wait(0.05)
        raise TimeoutError(f"{what} does not come")

    def size(self, width, height, is_phone=False, scheme="light"):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2 if is_phone else 1,
                 mobile=is_phone)
        # What fades in has another colour meanwhile.
        self.ask("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}])

    def load(self, address):
        self.events.clear()
        self.ask("Page.navigate", url=address)
        limit = time.monotonic() + 20
        while "Page.loadEventFired" not in self.events:
            if self.take(limit - time.monotonic()) is None:
                raise TimeoutError("the page does not load")

    def key(self, key, code, modifiers=0):
        text = {"Enter": "\r", " ": " "}.get(key)
        for kind in ["keyDown", "keyUp"]:
            parameters = {"type": kind, "key": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
            if text and kind == "keyDown":
                parameters["text"] = text
            self.ask("Input.dispatchKeyEvent", **parameters)

    def picture(self, path, whole=True):
        data = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
