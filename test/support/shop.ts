/** A small topology that is whole: the tests of the editor put their cursor into it. */
export const shop = `lb 1
network lan 192.168.170.0/24
host lvs[1..2] { eth0 192.168.170.[11..12] }
host edge[1..2] { eth0 192.168.170.[21..22]; cpus 8; memory 1g }
host app[1..2] { eth0 192.168.170.[31..32]; memory 8g; clock ntp }
vip shop 192.168.170.100 {
  virtual_router_id 60
  director lvs1 priority 150
  director lvs2 priority 100
}
virtual_server shop:80 {
  forward dr
  scheduler rr
  check http { path /healthz; status 200; every 5s; timeout 2s }
  real_server edge[1..2]
}
nginx edge on edge[1..2] {
  worker_processes 8
  worker_connections 4000; worker_rlimit_nofile 8192
  upstream tomcats { server app[1..2]:8080 max_fails 2 fail_timeout 10s }
  server {
    listen 80 default_server
    server_name www.example.com
    location = /healthz { return 200 }
    location / { proxy_pass http://tomcats }
    location /img/ { proxy_pass http://tomcats }
  }
}
tomcat shop on app[1..2] { version 9; connector 8080 { maxConnections 8192 } }
`;

/** The shop with one text replaced, such as by itself with a cursor in it. */
export function shopWith(from: string, to: string): Readonly<Record<string, string>> {
  if (!shop.includes(from)) throw new Error(`the shop has no ${from}`);
  return { "topo.lb": shop.replace(from, to) };
}
