"""`python -m nlu_data.server --model FILE [--listen HOST:PORT] [--parent PID]`

Says on standard output, in one line of JSON, where it listens: {"url": ..., "model": ..., "data": ..., "config": ...}.
"""

import argparse
import json
import socket
import sys
from pathlib import Path

from nlu_data.models import name_of
from nlu_data.quiet import silence


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu_data.server", description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--listen", default="127.0.0.1:0", help="HOST:PORT; port 0 takes a free one")
    parser.add_argument("--parent", type=int, help="end when this parent process does")
    arguments = parser.parse_args()
    if arguments.parent is not None:
        from nlu_data.server.parent import end_with_parent

        end_with_parent(arguments.parent)
    if not arguments.model.is_file():
        sys.stderr.write(f"there is no model {arguments.model}: train one with `rangkul train`\n")
        return 2
    return serve(arguments.model, arguments.listen)


def serve(archive: Path, listen: str) -> int:
    host, _, port = listen.rpartition(":")
    try:
        sock = bind(host.strip("[]") or "127.0.0.1", int(port))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"cannot listen on {listen}: {error}\n")
        return 2
    silence()
    from nlu_data.server.app import make_app
    from nlu_data.server.graph import load_model

    model = load_model(archive)
    model.parse(["halo"])
    name = name_of(archive)
    health = {
        "model": model.model_id,
        "data": name.data if name else "unknown",
        "config": name.config if name else "unknown",
    }
    app = make_app(model, health)
    address, bound_port = sock.getsockname()[:2]
    url = f"http://{f'[{address}]' if ':' in address else address}:{bound_port}"

    async def announce(*_: object) -> None:
        sys.stdout.write(json.dumps({"url": url} | health) + "\n")
        sys.stdout.flush()

    app.register_listener(announce, "after_server_start")
    app.run(sock=sock, access_log=False, debug=False, workers=1)
    return 0


def bind(host: str, port: int) -> socket.socket:
    """Bound but not yet listening: until the model is loaded, connections are refused."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, port))
    return sock


if __name__ == "__main__":
    sys.exit(main())
