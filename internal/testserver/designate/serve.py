"""Runs all services of OpenStack Designate in this one process: no message broker, no Keystone, no database server.

Arguments: --pools POOLS.YAML --config-file DESIGNATE.CONF
"""
import sys
import threading
import time
import types

import designate.cmd  # eventlet's patches have to come first
import designate.conf
import sqlalchemy
from designate import context, rpc, utils
from designate.manage import pool
from oslo_config import cfg
from oslo_log import log
from oslo_messaging._drivers import impl_fake
from oslo_service import service
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine

CONF = designate.conf.CONF


def queue_writers():
    """Lets one transaction write at a time.

    SQLite's own wait for a lock stops the whole process, and with it the green thread that holds the lock: parallel
    writes would end in "database is locked". Here they wait for each other as green threads. WAL lets readers go on.
    """
    SQLiteDialect_pysqlite.get_pool_class = classmethod(lambda cls, url: sqlalchemy.pool.QueuePool)
    writer = threading.RLock()

    @sqlalchemy.event.listens_for(Engine, 'connect')
    def connect(connection, _):
        connection.execute('PRAGMA journal_mode = WAL')

    @sqlalchemy.event.listens_for(Engine, 'begin')
    def begin(connection):
        writer.acquire()
        connection.info['writer'] = True

    @sqlalchemy.event.listens_for(Engine, 'commit')
    @sqlalchemy.event.listens_for(Engine, 'rollback')
    def end(connection):
        if connection.info.pop('writer', False):
            writer.release()

    @sqlalchemy.event.listens_for(Engine, 'before_cursor_execute')
    def execute(connection, cursor, statement, *_):
        if not connection.in_transaction() and not statement.lstrip().startswith(('SELECT', 'PRAGMA')):
            with writer:  # a statement by itself: nothing comes between this and its end
                pass


def hasten_messages():
    """Lets the in-process transport look for messages every 5 ms. Its own 50 ms make most of a small request's time."""
    impl_fake.time = types.SimpleNamespace(time=time.time, sleep=lambda s: time.sleep(min(s, 0.005)))


def load_pools(path):
    """Does what the command "designate-manage pool update" does, which would look for a message broker."""
    command = pool.PoolCommands()
    command.context = context.DesignateContext.get_admin_context(request_id='pool-update', all_tenants=True)
    init, rpc.init = rpc.init, lambda conf: None  # there is one transport already
    command.update(path, False)
    rpc.init = init


def main():
    cfg.CONF.import_group('keystone_authtoken', 'keystonemiddleware.auth_token')
    pools = sys.argv.pop(2)
    del sys.argv[1]
    utils.read_config('designate', sys.argv)
    log.setup(CONF, 'designate')
    queue_writers()
    hasten_messages()

    from designate.api import service as api
    from designate.central import service as central
    from designate.mdns import service as mdns
    from designate.producer import service as producer
    from designate.worker import service as worker

    launcher = service.ServiceLauncher(CONF, restart_method='mutate')
    launcher.launch_service(central.Service())
    load_pools(pools)
    for make in (worker, mdns, producer, api):
        launcher.launch_service(make.Service())
    launcher.wait()


main()
