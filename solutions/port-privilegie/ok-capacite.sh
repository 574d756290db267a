# Le seuil remis à 1024, un point d'entrée en root qui ne garde qu'une capacité et change de compte.
set -e
docker run -d --name sans-root --sysctl net.ipv4.ip_unprivileged_port_start=1024 dockerlab/outils \
    setpriv --reuid 1000 --regid 1000 --clear-groups --inh-caps=-all,+net_bind_service --ambient-caps=+net_bind_service \
    python3 -u -m http.server 80
