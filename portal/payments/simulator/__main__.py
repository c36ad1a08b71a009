"""Start the simulator on the loopback."""

from __future__ import annotations

import argparse

from portal.payments.simulator.service import serve


def main() -> None:
    """Read the options and serve until Ctrl-C."""
    options = argparse.ArgumentParser(
        prog="python -m portal.payments.simulator",
        description="Đơn vị thanh toán thử nghiệm – KHÔNG DÙNG THẬT: không có đồng tiền nào đi qua đây.",
    )
    options.add_argument("--port", type=int, default=9300, help="cổng lắng nghe trên 127.0.0.1")
    options.add_argument(
        "--key", required=True, help="khóa chung, như trong khoa/thanh-toan.toml (từ 32 ký tự)"
    )
    options.add_argument("--late", type=float, default=8.0, help="số giây của báo muộn và trả lời chậm")
    chosen = options.parse_args()
    server = serve(chosen.port, chosen.key, chosen.late)
    print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
