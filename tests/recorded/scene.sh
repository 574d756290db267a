# Toutes les situations que l'image doit savoir montrer, sur un hôte privé : rejouée par tests/record_snapshots.py.
# Images : nginx et dockerlab/outils. `ip` agit dans l'hôte privé, qui disparaît avec elle.
set -euo pipefail
run() { docker run -d --pull never "$@" >/dev/null; }
outils() { run "$@" dockerlab/outils sleep infinity; }

ip link add lan0 type veth peer name lan1 && ip link set lan0 up && ip link set lan1 up # un câble du réseau local

docker network create --subnet 10.203.240.0/24 rue >/dev/null
docker network create --subnet 10.203.241.0/24 --gateway 10.203.241.254 place >/dev/null
docker network create --internal --subnet 10.203.242.0/24 cave >/dev/null
docker network create --subnet 10.203.243.0/24 --opt com.docker.network.bridge.enable_icc=false muets >/dev/null
docker network create --ipv6 --subnet 10.203.244.0/24 --subnet fd00:203:244::/64 --gateway fd00:203:244::1 double >/dev/null
docker network create --subnet 10.203.245.0/24 vide >/dev/null
docker network create --driver macvlan --subnet 10.203.246.0/24 --opt parent=lan0 lan >/dev/null
docker network create --subnet 10.203.248.0/24 --opt com.docker.network.bridge.inhibit_ipv4=true sans-passerelle >/dev/null
docker network create --subnet 10.203.247.0/24 'Été « <script>alert(1)</script> » "x" \n:--' >/dev/null

run --name vitrine --network rue -p 127.0.0.1:8240:80 nginx
run --name ouverte --network rue -p 8241:80 nginx
run --name six --network double -p '[::1]:8242:80' -p '[::]:8243:80' nginx
outils --name question --network rue -p 127.0.0.1:8244:53/udp
run --name exposee --network rue nginx
outils --name deux-reseaux --network rue --network-alias relais
docker network connect place deux-reseaux
outils --name cachee --network cave
outils --name muet-1 --network muets
outils --name muet-2 --network muets
outils --name seule --network none
outils --name sur-la-machine --network host
outils --name defaut
outils --name locataire --network container:vitrine
run --name relancee --network rue nginx
outils --name perimee --network container:relancee
docker restart --time 0 relancee >/dev/null
outils --name sur-le-lan --network lan --ip 10.203.246.10
outils --name sans-passerelle --network sans-passerelle
outils --name un-nom-de-soixante-caracteres-tout-juste-comme-il-en-existe-x --network 'Été « <script>alert(1)</script> » "x" \n:--' \
    --label '"><script>alert(1)</script>=</title><img src=x onerror=alert(1)>'
run --name arretee --network rue nginx
docker stop --time 0 arretee >/dev/null
docker create --pull never --name jamais --network place nginx >/dev/null
outils --name en-pause --network rue
docker pause en-pause >/dev/null
