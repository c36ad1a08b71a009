"""Electronic receipts for phí and lệ phí (Nghị định 123/2020/NĐ-CP, Điều 30–34, amended by Nghị định 70/2025/NĐ-CP).

`issuing` gives numbers and keeps what a receipt says, `xml` writes and signs it, `paper` prints it, `queries` lists.
"""
