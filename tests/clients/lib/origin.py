"""The address the clients subscribe to: a loopback server that serves a file, or passes a URL through."""
import hashlib, http.server, socketserver, threading, time, urllib.error, urllib.request
from email.utils import formatdate, parsedate_to_datetime


class Feed:
    """Loopback origin: serves a file well, or passes a URL through; notes what every client asks for."""

    def __init__(self, path=None, url=None, nxt=None):
        self.path, self.url, self.nxt, self.log = path, url, nxt, []
        self.stamp = int(time.time()) - 3600
        outer = self

        class H(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *a):
                pass

            def do_HEAD(self):
                self.do_GET()

            def do_GET(self):
                if self.path == "/__next":
                    outer.path, outer.stamp = outer.nxt, outer.stamp + 1800
                    outer.log.append(dict(event="next"))
                    return self.reply(200, {}, b"")
                if self.path.split("?")[0] == "/robots.txt" or not self.path.startswith("/feed.ics"):
                    return self.reply(404, {}, b"")
                st, hd, body = outer.through(self) if outer.url else outer.own(self)
                outer.log.append(dict(method=self.command, status=st, ua=self.headers.get("User-Agent", ""), inm=self.headers.get("If-None-Match"),
                                      ims=self.headers.get("If-Modified-Since"), ae=self.headers.get("Accept-Encoding"), accept=self.headers.get("Accept")))
                self.reply(st, hd, body)

            def reply(self, st, hd, body):
                self.send_response_only(st)
                for k, v in hd.items():
                    self.send_header(k, v)
                if st != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD" and st != 304:
                    try:
                        self.wfile.write(body)
                    except (BrokenPipeError, ConnectionResetError):
                        pass

            def do_other(self):
                outer.log.append(dict(method=self.command, status=405, ua=self.headers.get("User-Agent", "")))
                n = int(self.headers.get("Content-Length") or 0)
                self.rfile.read(n)
                self.reply(405, {"Allow": "GET, HEAD"}, b"")
            do_PROPFIND = do_OPTIONS = do_POST = do_PUT = do_REPORT = do_other

        class S(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True

            def handle_error(self, *a):
                pass
        self.srv = S(("127.0.0.1", 0), H)
        self.base = f"http://127.0.0.1:{self.srv.server_port}"
        threading.Thread(target=self.srv.serve_forever, daemon=True).start()

    def own(self, h):
        body = open(self.path, "rb").read()
        etag = '"' + hashlib.sha256(body).hexdigest()[:20] + '"'
        hd = {"Content-Type": "text/calendar; charset=utf-8", "ETag": etag, "Last-Modified": formatdate(self.stamp, usegmt=True),
              "Cache-Control": "max-age=0, must-revalidate", "Vary": "Accept-Encoding"}
        inm, ims = h.headers.get("If-None-Match"), h.headers.get("If-Modified-Since")
        if inm is not None:
            if inm == "*" or etag in [x.strip().removeprefix("W/") for x in inm.split(",")]:
                return 304, hd, b""
        elif ims:
            try:
                if parsedate_to_datetime(ims).timestamp() >= self.stamp:
                    return 304, hd, b""
            except (TypeError, ValueError):
                pass
        return 200, hd, body

    def through(self, h):
        q = h.path.partition("?")[2]
        u = self.url + (("&" if "?" in self.url else "?") + q if q else "")
        keep = ("User-Agent", "Accept", "Accept-Encoding", "If-None-Match", "If-Modified-Since")
        r = urllib.request.Request(u, method=h.command, headers={k: h.headers[k] for k in keep if h.headers.get(k)})
        try:
            with urllib.request.urlopen(r, timeout=60) as f:
                st, hd, body = f.status, f.headers, f.read()
        except urllib.error.HTTPError as e:
            st, hd, body = e.code, e.headers, e.read()
        except OSError as e:
            return 502, {}, str(e).encode()
        return st, {k: v for k, v in hd.items() if k.lower() not in ("content-length", "connection", "transfer-encoding", "date", "server")}, body

    def close(self):
        self.srv.shutdown()
        self.srv.server_close()
