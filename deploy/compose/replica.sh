#!/bin/bash
# Bản sao: lần đầu chép trọn từ bản chính, các lần sau chạy tiếp. Cần PGDATA, PRIMARY_HOST, PGPASSWORD (của sao_chep).
set -euo pipefail

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  until pg_isready -q -h "$PRIMARY_HOST" ${PRIMARY_PORT:+-p "$PRIMARY_PORT"}; do sleep 1; done
  # Vào thư mục tạm rồi đổi tên: chép dở dang mà bị tắt thì lần sau chép lại, không chạy trên nửa bản.
  rm -rf "$PGDATA.moi"
  pg_basebackup -D "$PGDATA.moi" -h "$PRIMARY_HOST" ${PRIMARY_PORT:+-p "$PRIMARY_PORT"} -U sao_chep --no-password \
    --write-recovery-conf --checkpoint=fast --wal-method=stream
  rm -rf "$PGDATA"
  mv "$PGDATA.moi" "$PGDATA"
fi
chmod 0700 "$PGDATA"
exec "$@"
