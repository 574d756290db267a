# Ce que l'image doit savoir montrer et que beaucoup de noyaux n'ont pas : jouée par tests/machine sur une machine jetable.
# Images : nginx et dockerlab/outils. Lue ensuite, elle devient tests/recorded/emulee-26.1.json.
set -euo pipefail
network() { docker network create "$@" > /dev/null; }
outils() { docker run -d --init --pull never "$@" dockerlab/outils sleep infinity > /dev/null; }

for rank in 0 1 2 3; do ip link add dum$rank type dummy && ip link set dum$rank up; done
ip address add 10.203.239.1/24 dev dum0 # l'adresse qu'annonce le Swarm
ip link add lan0 type veth peer name lan1 && ip link set lan0 up && ip link set lan1 up

network -d ipvlan --subnet 10.203.230.0/24 -o ipvlan_mode=l2 -o parent=dum1 ipv-l2
network -d ipvlan --subnet 10.203.231.0/24 -o ipvlan_mode=l2 -o parent=lan0 ipv-veth
network -d ipvlan --subnet 10.203.232.0/24 -o ipvlan_mode=l3 -o parent=dum3 ipv-l3
network -d macvlan --subnet 10.203.233.0/24 -o parent=dum2 macv
network -d macvlan --subnet 10.203.234.0/24 -o parent=dum2.10 macv-vlan
network -d macvlan --subnet 10.203.235.0/24 macv-seul
network -d ipvlan --subnet 10.203.236.0/24 ipv-seul
network --subnet 10.203.229.0/24 place
outils --name i1 --network ipv-l2
outils --name i2 --network ipv-l2
docker network connect place i1
outils --name iv1 --network ipv-veth
outils --name il3 --network ipv-l3
outils --name m1 --network macv
outils --name m2 --network macv
outils --name mv --network macv-vlan
outils --name ms --network macv-seul
outils --name is --network ipv-seul

docker swarm init --advertise-addr 10.203.239.1 > /dev/null
network -d overlay --attachable --subnet 10.203.237.0/24 nuage
network -d overlay --attachable --subnet 10.203.238.0/24 --opt encrypted chiffre
outils --name o1 --network nuage
outils --name o2 --network chiffre
docker network connect chiffre o1
outils --name o3 --network nuage
docker service create --detach --no-resolve-image --name svc --network nuage --publish 8080:80 nginx > /dev/null
for _ in {1..120}; do
    [ "$(docker ps -q --filter label=com.docker.swarm.service.name=svc)" ] && exit 0
    sleep 1
done
echo "le service n'a pas démarré" >&2
exit 1
