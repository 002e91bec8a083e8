"""An nginx of its own that serves one file over HTTPS."""
import os
import shutil
import socket
import subprocess
import time


class Nginx:
    def __init__(self, directory, file, data):
        self.directory = f"{directory}/nginx"
        self.file = file
        self.data = data

    def __enter__(self):
        os.makedirs(self.directory)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        config = f"{self.directory}/nginx.conf"
        with open(config, "w") as file:
            file.write(f"""
worker_processes auto; daemon off; user root; pid {self.directory}/pid; error_log {self.directory}/error.log;
events {{ worker_connections 512; }}
http {{
    sendfile on; tcp_nopush on; access_log off; default_type application/json;
    ssl_protocols TLSv1.3;
    server {{
        listen 127.0.0.1:{self.port} ssl;
        ssl_certificate {self.data}/pki/server.crt; ssl_certificate_key {self.data}/pki/server.key;
        location / {{ root {os.path.dirname(self.file)}; }}
    }}
}}
""")
        # -p: where nginx puts its temporary files.
        program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
        self.process = subprocess.Popen([program, "-p", self.directory, "-c", config], stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"nginx did not start; see {self.directory}/error.log")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
