"""What anybody may read without signing in: figures in which no person is, and petitions that officers published."""
