#!/bin/bash
# Chạy một lần, khi PostgreSQL vừa được lập: vai trò chủ, vai trò sao chép, cơ sở dữ liệu. Vai trò ứng dụng do
# `flask database roles` lập. Cần OWNER_PASSWORD, REPLICATION_PASSWORD, PGDATA.
set -euo pipefail

psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
     -v owner="$OWNER_PASSWORD" -v copies="$REPLICATION_PASSWORD" <<'SQL'
CREATE ROLE cong_lang_chu LOGIN CREATEROLE PASSWORD :'owner';
CREATE ROLE sao_chep LOGIN REPLICATION PASSWORD :'copies';
CREATE DATABASE cong_lang OWNER cong_lang_chu TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';
SQL

# Ai sao chép cũng phải có mật khẩu; tệp mẫu của PostgreSQL chỉ cho sao chép từ chính máy này.
echo "host replication sao_chep all scram-sha-256" >> "$PGDATA/pg_hba.conf"
