"""Accounts of ろうきん賃金控除事務支援システム: contracts, users, and certificates without which nobody logs in (ACC-124 to 203).

`rules`: what items and days must be, nothing stored. `tables`: what is stored. `authority`: the certificate authority.
`certificates`: from issue to revocation. `workstation`: a certificate on this machine. `entering`: log-in and the two
steps before an issue. `contracts`: 契約番号 and the マスターユーザー. `people`: users of a contract. `operators`: what 労金 does.
`mails`, `printed`, `help_desk`: what goes out and what is shown.
"""
