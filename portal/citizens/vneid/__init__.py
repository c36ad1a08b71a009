"""VNeID as an OpenID Connect provider (Decree 69/2024/NĐ-CP): authorization code with PKCE, by configuration."""
