"""The registers of documents that come in and go out (Nghị định 30/2020/NĐ-CP, articles 14 to 24, Annex IV)."""
