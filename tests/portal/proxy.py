"""deploy/nginx.conf.template as the nginx image fills it in, in a folder of a test's own."""

import shutil
import subprocess
from pathlib import Path

from tests.portal.deployment import ROOT, fill_in, services

NGINX = ["nginx", "-c", "nginx.conf", "-e", "stderr"]
# What the image's own nginx.conf says around it, with every path inside the folder.
AROUND = """
daemon off; pid {0}/pid; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {0}/tmp/body; proxy_temp_path {0}/tmp/proxy;
    fastcgi_temp_path {0}/tmp/f; scgi_temp_path {0}/tmp/s; uwsgi_temp_path {0}/tmp/u;
    include {0}/portal.conf;
}}
"""


def installed() -> bool:
    return bool(shutil.which("nginx") and shutil.which("openssl"))


def configure(folder: Path, values: dict[str, str]) -> None:
    """What compose mounts and sets, but for `values`, and a certificate of the moment."""
    (folder / "certificates").mkdir()
    (folder / "tmp").mkdir()
    shutil.copytree(ROOT / "deploy" / "pages", folder / "pages")
    given = {**services()["proxy"]["environment"], "PROXY_FOLDER": str(folder), **values}
    domain = given["PORTAL_DOMAIN"]
    names = ",".join(f"DNS:{name}" for name in (domain, f"*.{domain}", *given["PORTAL_HOSTS"].split()))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
         "-subj", f"/CN={domain}", "-addext", f"subjectAltName={names}",
         "-keyout", "privkey.pem", "-out", "fullchain.pem"],
        cwd=folder / "certificates", check=True, capture_output=True,
    )  # fmt: skip
    template = (ROOT / "deploy" / "nginx.conf.template").read_text()
    (folder / "portal.conf").write_text(fill_in(template, given))
    (folder / "nginx.conf").write_text(AROUND.format(folder))
