"""The line to the mail server: its settings, one SMTP conversation, and what its failures mean.

The password comes from the environment or a file only its owner can read, never from an argument. The line is encrypted
and the server's certificate checked, unless the server is on this machine (ASVS 12.3.1).
"""

from __future__ import annotations

import os
import smtplib
import ssl
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from shuro.kernel.database import LOCAL_HOSTS

SECURITIES = ("starttls", "tls", "none")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
PATIENCE = 60.0  # seconds for each answer of the server
NAMES = ("host", "port", "security", "user", "password_file", "sender", "ca_file")


class MailSettings(Exception):
    """The settings of the mail server cannot be used; `sentence` says which one and what would be right."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Server:
    """Where mails go. `security`: starttls, tls (from the first byte) or none, the last on this machine alone."""

    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    ca_file: str = ""  # of an authority of one's own
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        if self.security not in SECURITIES:
            raise MailSettings(f"security：「{self.security}」は使えません。starttls、tls、none から選んでください。")
        if self.security == "none" and self.host not in LOCAL_HOSTS:
            raise MailSettings(
                "security：暗号化なし（none）で送れるのは、この機械の上のメールサーバーだけです。"
                "starttls か tls にしてください。"
            )


def server_from_settings(environment: Mapping[str, str] | None = None) -> Server | None:
    """The mail server of this machine, or None when there is none.

    From the TOML file $SHURO_MAIL_FILE, else mail.toml in the data folder (host, port, security, user, password_file,
    sender, ca_file); SHURO_SMTP_HOST, SHURO_SMTP_PORT … come before the file. The password: $SHURO_SMTP_PASSWORD, or the
    first line of `password_file`. Raises MailSettings.
    """
    given = os.environ if environment is None else environment
    told = _file(given) | {name: given[key] for name in NAMES if (key := f"SHURO_SMTP_{name.upper()}") in given}
    host = str(told.get("host", "")).strip()
    if not host:
        return None
    security = str(told.get("security") or ("none" if host in LOCAL_HOSTS else "starttls"))
    try:
        port = int(told.get("port") or PORTS.get(security, 0))
    except ValueError:
        raise MailSettings(f"port：「{told['port']}」は使えません。番号を半角数字で指定してください。") from None
    password = given.get("SHURO_SMTP_PASSWORD") or _secret(str(told.get("password_file") or ""))
    return Server(
        host,
        port,
        security,
        str(told.get("user", "")),
        password,
        str(told.get("sender", "")),
        str(told.get("ca_file", "")),
    )


def _file(given: Mapping[str, str]) -> dict[str, Any]:
    from shuro.kernel import paths

    path = Path(given.get("SHURO_MAIL_FILE") or paths.home() / "mail.toml")
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise MailSettings(f"メールサーバーの設定ファイル（{path}）を読めません（{error}）。") from None
    if strange := sorted(set(told) - set(NAMES)):
        said = "パスワードは password_file で指すファイルに書いてください。" if "password" in strange else ""
        raise MailSettings(f"{path}：「{'」「'.join(strange)}」という設定はありません。{said}")
    return told


def _secret(name: str) -> str:
    if not name:
        return ""
    path = Path(name).expanduser()
    try:
        with path.open(encoding="utf-8") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise MailSettings(
                    f"password_file：{path}をほかの人が読める状態です。持ち主だけにしてください（chmod 600）。"
                )
            return file.readline().rstrip("\r\n")
    except OSError as error:
        raise MailSettings(f"password_file：{path}を読めません（{error.strerror}）。") from None


class NotSent(Exception):
    """A mail was not sent, or nobody knows. `again`: it certainly was not and may be tried again; `unreachable`: it was
    not the mail's fault, the others of this run would fail too.
    """

    def __init__(self, sentence: str, *, again: bool, unreachable: bool = False):
        super().__init__(sentence)
        self.sentence, self.again, self.unreachable = sentence, again, unreachable


class Line:
    """One conversation with the server, opened for the first mail and kept for the others."""

    def __init__(self, server: Server):
        self.server = server
        self.smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *problem: object) -> None:
        self._hang_up()

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over; when it returns the server has taken it. Raises NotSent."""
        content = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
        if self.smtp is None:
            self.smtp = self._connect()
        try:
            self._before_data(self.smtp, message)
        except smtplib.SMTPResponseException as answer:
            self._reset()
            raise _refused(answer) from None
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise NotSent(f"メールサーバーとの接続が切れました（{_words(error)}）。", again=True) from None
        try:
            code, words = self.smtp.data(content)
        except smtplib.SMTPDataError as answer:
            self._reset()
            raise _refused(answer) from None
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            said = f"メールを渡した後、答えの前に接続が切れたため、届いたかどうか分かりません（{_words(error)}）。"
            raise NotSent(said, again=False) from None
        if code != 250:
            self._reset()
            raise _refused(smtplib.SMTPDataError(code, words))

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        try:
            if server.security == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=server.patience, context=self._trust()
                )
            else:
                smtp = smtplib.SMTP(server.host, server.port, timeout=server.patience)
        except (smtplib.SMTPException, OSError) as error:
            raise _unreachable(server, error) from None
        try:
            if server.security == "starttls":
                smtp.starttls(context=self._trust())
            if server.user:
                smtp.login(server.user, server.password)
        except smtplib.SMTPAuthenticationError:
            smtp.close()
            said = "メールサーバーが利用者名かパスワードを受け付けません。設定の user と password_file を確かめてください。"
            raise NotSent(said, again=True, unreachable=True) from None
        except (smtplib.SMTPException, OSError) as error:
            smtp.close()
            raise _unreachable(server, error) from None
        return smtp

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.server.ca_file or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    @staticmethod
    def _before_data(smtp: smtplib.SMTP, message: EmailMessage) -> None:
        smtp.ehlo_or_helo_if_needed()
        for code, words in (smtp.mail(str(message["From"])), smtp.rcpt(str(message["To"]))):
            if code not in (250, 251):
                raise smtplib.SMTPResponseException(code, words)

    def _reset(self) -> None:
        """Ready for the next mail after a refusal."""
        assert self.smtp is not None
        try:
            self.smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._hang_up()

    def _hang_up(self) -> None:
        if self.smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self.smtp.quit()
            self.smtp.close()
            self.smtp = None


def _refused(answer: smtplib.SMTPResponseException) -> NotSent:
    """An answer of the server: 4yz may be tried again, 5yz is for good (RFC 5321 4.2.1)."""
    return NotSent(f"メールサーバーが受け取りません（{_words(answer)}）。", again=400 <= answer.smtp_code < 500)


def _unreachable(server: Server, error: Exception) -> NotSent:
    said = f"メールサーバー（{server.host}:{server.port}）につながりません（{_words(error)}）。"
    return NotSent(said, again=True, unreachable=True)


def _words(error: Exception) -> str:
    """What the other side said, on one line."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        text = f"{error.smtp_code} {words}"
    else:
        text = str(error) or type(error).__name__
    return "".join(letter if letter.isprintable() else " " for letter in text)[:300]
