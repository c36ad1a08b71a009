"""Every setting of the installation, typed, read from PORTAL_* variables (docs/cau-hinh.md lists them)."""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = Path(__file__).resolve().parent / "_shipped"
"""Where a wheel carries what a checkout has beside the package: themes and starting content."""
SHORTEST_SECRET = 32
"""Letters of PORTAL_SECRET_KEY: 128 bits, if they are hexadecimal and by chance."""
APPLICATION_NAME = "cong-lang"
"""What processes of the portals call themselves to PostgreSQL."""


def _setting(default: object, meaning: str) -> object:
    """A setting with its default and the Vietnamese line that docs/cau-hinh.md shows for it."""
    return field(default=default, metadata={"meaning": meaning})


def _home() -> Path:
    """Where the data lies unless configured: in the checkout; of an installed wheel, where it is called."""
    return Path.cwd() if SHIPPED.is_dir() else ROOT


def _beside(name: str) -> str:
    return str((SHIPPED if SHIPPED.is_dir() else ROOT) / name)


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class InvalidSetting(ValueError):
    """A PORTAL_* variable holds a value that cannot be used; the message names it."""


@dataclass(frozen=True)
class Settings:
    """The installation's settings. Field `page_cache_mb` is read from `PORTAL_PAGE_CACHE_MB`."""

    instance: str = _setting(
        str(_home() / "instance"), "Thư mục dữ liệu: cơ sở dữ liệu, chỉ mục, tệp tải lên"
    )  # type: ignore[assignment]
    content: str = _setting(_beside("content"), "Thư mục nội dung ban đầu")  # type: ignore[assignment]
    themes: str = _setting(_beside("themes"), "Thư mục giao diện")  # type: ignore[assignment]
    database_url: str = _setting("", "Địa chỉ cơ sở dữ liệu; trống: SQLite trong thư mục dữ liệu")  # type: ignore[assignment]
    database_owner_url: str = _setting(  # type: ignore[assignment]
        "",
        "Địa chỉ PostgreSQL của vai trò chủ (lập cấu trúc, cấp quyền); trống: PORTAL_DATABASE_URL là cả hai vai trò",
    )
    replica_urls: str = _setting(  # type: ignore[assignment]
        "", "Các bản sao PostgreSQL để đọc trang công khai, cách nhau bằng dấu phẩy; trống: đọc ở bản chính"
    )
    database_connections: int = _setting(  # type: ignore[assignment]
        20, "Số kết nối nhiều nhất của mỗi tiến trình tới PostgreSQL (SQLite: không dùng)"
    )
    secret_key: str = _setting(
        "", "Khóa ký phiên, từ 32 ký tự ngẫu nhiên; trống: sinh một lần vào thư mục dữ liệu"
    )  # type: ignore[assignment]
    tenants_by: str = _setting("host", "Nhận ra cổng theo tên miền (host) hay đường dẫn (path)")  # type: ignore[assignment]
    bind: str = _setting("127.0.0.1", "Địa chỉ lắng nghe")  # type: ignore[assignment]
    port: int = _setting(8000, "Cổng lắng nghe (biến PORT được ưu tiên)")  # type: ignore[assignment]
    workers: int = _setting(2, "Số tiến trình phục vụ")  # type: ignore[assignment]
    page_cache_mb: int = _setting(64, "Bộ nhớ đệm trang của mỗi tiến trình (MB); 0: tắt")  # type: ignore[assignment]
    max_upload_mb: int = _setting(25, "Dung lượng tối đa của một tệp tải lên (MB)")  # type: ignore[assignment]
    moving_upload_mb: int = _setting(
        512, "Dung lượng tối đa của tệp chuyển từ cổng cũ tải lên qua trình duyệt (MB)"
    )  # type: ignore[assignment]
    session_hours: int = _setting(12, "Phiên đăng nhập kéo dài tối đa (giờ)")  # type: ignore[assignment]
    breached_passwords: str = _setting(  # type: ignore[assignment]
        "",
        "Danh sách mật khẩu đã lộ (dòng SHA1:SỐ LẦN xếp tăng dần, như Have I Been Pwned phát hành); trống: không tra",
    )
    password_days: int = _setting(  # type: ignore[assignment]
        0, "Mật khẩu của người dùng phải đổi sau bao nhiêu ngày; 0: không bắt đổi định kỳ"
    )
    session_idle_minutes: int = _setting(  # type: ignore[assignment]
        60, "Phiên đăng nhập kết thúc sau bao nhiêu phút không thao tác"
    )
    confirm_minutes: int = _setting(  # type: ignore[assignment]
        15, "Số phút sau khi nhập mật khẩu mà việc hệ trọng không hỏi lại danh tính"
    )
    sign_in_limit: str = _setting("10 per minute", "Giới hạn số lần thử đăng nhập từ một địa chỉ")  # type: ignore[assignment]
    desk_networks: str = _setting(  # type: ignore[assignment]
        "",
        "Các mạng được vào bàn biên tập (10.20.0.0/16, 192.0.2.7, cách nhau bằng dấu phẩy); trống: từ mọi nơi",
    )
    api_limit: str = _setting("300 per minute", "Giới hạn số lần hỏi API dữ liệu mở từ một địa chỉ")  # type: ignore[assignment]
    second_factor: str = _setting(  # type: ignore[assignment]
        "required",
        "Xác thực hai lớp của người duyệt và quản trị: bắt buộc (required) hoặc tùy chọn (optional)",
    )
    cookie_secure: bool = _setting(False, "Chỉ gửi cookie qua HTTPS (bật khi chạy sau TLS)")  # type: ignore[assignment]
    https_subdomains: bool = _setting(  # type: ignore[assignment]
        True,
        "Sau TLS thì mọi tên miền con cũng phải HTTPS (HSTS); tắt nếu dưới tên miền còn trang chưa có HTTPS",
    )
    trusted_proxies: int = _setting(0, "Số máy chủ trung gian đáng tin đứng trước (X-Forwarded-*)")  # type: ignore[assignment]
    search_engine: str = _setting("whoosh", "Bộ máy tìm kiếm: whoosh, tantivy hoặc postgresql")  # type: ignore[assignment]
    search_database: str = _setting("", "Địa chỉ PostgreSQL giữ chỉ mục tìm kiếm; trống: PORTAL_DATABASE_URL")  # type: ignore[assignment]
    argon2_memory_kib: int = _setting(19456, "Bộ nhớ cho băm mật khẩu argon2id (KiB)")  # type: ignore[assignment]
    mail: str = _setting(  # type: ignore[assignment]
        "file",
        "Gửi thư điện tử: smtp://…, smtp+starttls://…, smtps://…; file: vào thư mục outbox; console: vào nhật ký",
    )
    mail_from: str = _setting("", "Địa chỉ gửi thư của hệ thống; trống: khong-tra-loi@ tên máy")  # type: ignore[assignment]
    public_scheme: str = _setting(  # type: ignore[assignment]
        "https", "Giao thức của liên kết trong thư do tiến trình nền viết: https hoặc http"
    )
    check_links: bool = _setting(  # type: ignore[assignment]
        True, "Kiểm tra các liên kết ra trang ngoài, mỗi lúc vài địa chỉ; tắt: không hỏi máy chủ nào"
    )
    development: bool = _setting(False, "Chạy thử: tin và dùng chứng thư ký số thử nghiệm (KHÔNG DÙNG THẬT)")  # type: ignore[assignment]
    signing_passphrase: str = _setting("", "Mật khẩu của khóa ký số PKCS#12 hoặc mã PIN của thiết bị ký")  # type: ignore[assignment]
    sealing_keys: str = _setting(  # type: ignore[assignment]
        "",
        "Tệp khóa niêm phong dữ liệu cá nhân, nên đặt ngoài máy sao lưu; trống: khoa/niem-phong trong thư mục dữ liệu",
    )
    backups: str = _setting(  # type: ignore[assignment]
        "",
        "Thư mục chứa các bản sao lưu, để trung tâm điều hành theo dõi tuổi bản mới nhất; trống: không theo dõi",
    )
    backup_key: str = _setting(
        "", "Tệp khóa mã hóa bản sao lưu (flask backup make-key); cất thêm một bản ở nơi khác"
    )  # type: ignore[assignment]
    backup_passphrase: str = _setting("", "Cụm mật khẩu mã hóa bản sao lưu, thay cho tệp khóa (từ 16 ký tự)")  # type: ignore[assignment]
    backup_hours: int = _setting(  # type: ignore[assignment]
        36, "flask check báo lỗi khi bản sao lưu mới nhất cũ hơn chừng ấy giờ; 0: không xét"
    )
    drill_days: int = _setting(  # type: ignore[assignment]
        45, "flask check báo lỗi khi lần diễn tập khôi phục đạt gần nhất cũ hơn chừng ấy ngày; 0: không xét"
    )
    twin: str = _setting(  # type: ignore[assignment]
        "",
        "Thư mục bản tĩnh của các cổng, để máy chủ web đọc khi ứng dụng dừng; trống: không lập bản tĩnh",
    )
    twin_hours: int = _setting(6, "Bản tĩnh: trang không đổi được xem lại sau chừng ấy giờ")  # type: ignore[assignment]
    citizen_hours: int = _setting(4, "Phiên của người dân kéo dài tối đa (giờ)")  # type: ignore[assignment]
    sms: str = _setting(  # type: ignore[assignment]
        "console",
        "Gửi tin nhắn: https://… của nhà cung cấp; console: ghi tệp vào thư mục outbox/sms; none: không gửi",
    )
    sms_secret: str = _setting("", "Khóa ký các yêu cầu gửi tới cổng tin nhắn (HMAC-SHA256)")  # type: ignore[assignment]
    sms_per_hour: int = _setting(300, "Số tin nhắn nhiều nhất mỗi giờ của toàn hệ thống")  # type: ignore[assignment]
    vneid_issuer: str = _setting(
        "", "Địa chỉ nhà cung cấp định danh VNeID (OpenID Connect); trống: không dùng"
    )  # type: ignore[assignment]
    vneid_client_id: str = _setting("", "Mã ứng dụng do nhà cung cấp định danh cấp")  # type: ignore[assignment]
    vneid_client_secret: str = _setting("", "Mật khẩu ứng dụng do nhà cung cấp định danh cấp")  # type: ignore[assignment]
    counter_streams: int = _setting(  # type: ignore[assignment]
        3, "Số dòng sự kiện trực tiếp của bàn một cửa giữ mở cùng lúc trong mỗi tiến trình (ít hơn 12)"
    )
    inner_servers: str = _setting(  # type: ignore[assignment]
        "", "Máy chủ trong mạng nội bộ được phép kết nối tới (tên:cổng, cách nhau bằng dấu phẩy)"
    )
    media_store: str = _setting(  # type: ignore[assignment]
        "",
        "Kho tệp dùng chung của nhiều máy chủ web: s3://bucket/tiền-tố?endpoint=https://…&region=…; "
        "trống: thư mục files trong thư mục dữ liệu",
    )
    media_s3_key: str = _setting("", "Mã khóa truy cập kho S3; trống: AWS_ACCESS_KEY_ID")  # type: ignore[assignment]
    media_s3_secret: str = _setting("", "Khóa bí mật truy cập kho S3; trống: AWS_SECRET_ACCESS_KEY")  # type: ignore[assignment]
    media_cache_mb: int = _setting(2048, "Dung lượng bản sao tệp giữ trên mỗi máy khi dùng kho S3 (MB)")  # type: ignore[assignment]
    redis_url: str = _setting(  # type: ignore[assignment]
        "",
        "Redis hoặc Valkey chung của nhiều máy chủ web (redis://, rediss://, unix://); trống: mỗi máy tự giữ",
    )
    clamav: str = _setting(  # type: ignore[assignment]
        "",
        "ClamAV cùng máy quét mọi tệp đưa lên: unix:/run/clamav/clamd.ctl hoặc tcp://127.0.0.1:3310; trống: không quét",
    )
    syslog: str = _setting(  # type: ignore[assignment]
        "",
        "Ổ cắm của dịch vụ nhật ký cùng máy, để chuyển nhật ký kỹ thuật sang máy khác, như /dev/log; trống: không",
    )
    log_level: str = _setting("WARNING", "Mức ghi nhật ký; INFO ghi cả mỗi lần đọc dữ liệu của nhiều cổng")  # type: ignore[assignment]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from PORTAL_* variables; raises InvalidSetting naming the bad variable."""
        source = os.environ if environment is None else environment
        values: dict[str, object] = {}
        for one in fields(cls):
            name = f"PORTAL_{one.name.upper()}"
            if name in source:
                values[one.name] = _typed(name, source[name], type(one.default))
        settings = cls(**values)  # type: ignore[arg-type]
        if settings.tenants_by not in {"host", "path"}:
            raise InvalidSetting("PORTAL_TENANTS_BY phải là host hoặc path")
        if settings.second_factor not in {"required", "optional"}:
            raise InvalidSetting("PORTAL_SECOND_FACTOR phải là required hoặc optional")
        if settings.public_scheme not in {"https", "http"}:
            raise InvalidSetting("PORTAL_PUBLIC_SCHEME phải là https hoặc http")
        if 0 < len(settings.secret_key) < SHORTEST_SECRET:
            raise InvalidSetting(
                f"PORTAL_SECRET_KEY phải từ {SHORTEST_SECRET} ký tự ngẫu nhiên trở lên. "
                "Đang dùng khóa ngắn hơn thì xem mục Nâng cấp của docs/trien-khai.md, đừng đặt khóa mới ngay."
            )
        if settings.clamav:
            local_socket(settings.clamav)
        networks_of(settings.desk_networks)
        if settings.password_days < 0:
            raise InvalidSetting("PORTAL_PASSWORD_DAYS phải từ 0 trở lên")
        for name in ("session_hours", "session_idle_minutes", "confirm_minutes", "citizen_hours"):
            if values.get(name, 1) < 1:  # type: ignore[operator]
                raise InvalidSetting(f"PORTAL_{name.upper()} phải từ 1 trở lên")
        return settings

    @property
    def desk_network_list(self) -> tuple[Network, ...]:
        """The networks that the desk answers; none: every one."""
        return networks_of(self.desk_networks)

    @property
    def mail_sender(self) -> str:
        """The address that e-mails come from."""
        return self.mail_from or f"khong-tra-loi@{socket.getfqdn() or 'localhost'}"

    @property
    def instance_path(self) -> Path:
        """The folder of everything that must be backed up."""
        return Path(self.instance).resolve()

    @property
    def sealing_keys_path(self) -> Path:
        """The file of the keys that citizens' data is sealed with."""
        return (
            Path(self.sealing_keys).resolve()
            if self.sealing_keys
            else self.instance_path / "khoa" / "niem-phong"
        )

    @property
    def sqlalchemy_url(self) -> str:
        """The database address; SQLite in the instance folder unless configured.

        PostgreSQL's own addresses (postgresql://, postgres://) name no driver; ours is psycopg 3.
        """
        given = self.database_url or f"sqlite:///{self.instance_path / 'portal.db'}"
        scheme, _colon, rest = given.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in {"postgresql", "postgres"} else given


def networks_of(text: str) -> tuple[Network, ...]:
    """The networks of PORTAL_DESK_NETWORKS. Raises InvalidSetting for what is none."""
    try:
        return tuple(ipaddress.ip_network(one.strip()) for one in text.split(",") if one.strip())
    except ValueError as error:
        raise InvalidSetting(f"PORTAL_DESK_NETWORKS: {error}") from error


def local_socket(address: str) -> tuple[socket.AddressFamily, str | tuple[str, int]]:
    """Family and address of PORTAL_CLAMAV. Raises InvalidSetting unless it is a socket of this machine."""
    kind, _colon, rest = address.partition(":")
    if kind == "unix" and rest.startswith("/"):
        return socket.AF_UNIX, rest
    host, _colon, port = rest.removeprefix("//").rpartition(":")
    if kind == "tcp" and host in {"127.0.0.1", "localhost"} and port.isdecimal():
        return socket.AF_INET, ("127.0.0.1", int(port))
    raise InvalidSetting("PORTAL_CLAMAV phải là unix:/đường/dẫn hoặc tcp://127.0.0.1:số-cổng")


def _typed(name: str, text: str, kind: type) -> object:
    if kind is bool:
        return text.strip().lower() in {"1", "true", "yes", "on"}
    if kind is int:
        try:
            return int(text)
        except ValueError as error:
            raise InvalidSetting(f"{name} phải là số nguyên, đang là {text!r}") from error
    return text


def secret_key(settings: Settings) -> str:
    """The signing key: configured, or generated once into the instance folder (mode 0600)."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.instance_path / "secret_key"
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text().strip()


def engine_options(settings: Settings) -> dict[str, object]:
    """How SQLAlchemy keeps connections. Errors are logged, and values of people must not be.

    A server that was started again, or a line that broke, is seen before a connection is used, not by a reader.
    """
    options: dict[str, object] = {"hide_parameters": True}
    if settings.sqlalchemy_url.startswith("postgresql"):
        kept = max(1, settings.database_connections // 2)
        options |= {
            "pool_pre_ping": True,
            "pool_size": kept,
            "max_overflow": max(0, settings.database_connections - kept),
            "pool_timeout": 10,
            "pool_recycle": 1800,
            "connect_args": {"connect_timeout": 5, "application_name": APPLICATION_NAME},
        }
    elif not settings.database_url:  # a file: as many connections as the server has threads, and some
        options |= {"pool_size": 15, "max_overflow": 45}
    return options


def flask_config(settings: Settings) -> dict[str, object]:
    """The Flask configuration that follows from the settings."""
    return {
        "PORTAL": settings,
        "SECRET_KEY": secret_key(settings),
        "SQLALCHEMY_DATABASE_URI": settings.sqlalchemy_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings),
        "MAX_CONTENT_LENGTH": (settings.max_upload_mb + 1) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "__Host-phien" if settings.cookie_secure else "phien",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.cookie_secure,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "RATELIMIT_STORAGE_URI": "memory://",
        "RATELIMIT_HEADERS_ENABLED": False,
        "WTF_CSRF_TIME_LIMIT": None,
    }
