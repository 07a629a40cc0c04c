"""The officials' desk (bàn làm việc): pages rendered by the server, for officers who signed in."""
