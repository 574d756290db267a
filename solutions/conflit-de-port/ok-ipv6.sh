# La boucle locale d'IPv6 quand la machine l'a ; sinon, une autre en IPv4.
set -e
adresse=127.0.0.3
if [ -e /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6; then adresse='[::1]'; fi
docker network create rejeu-rue
docker create --name conflit-second --network rejeu-rue -p "$adresse:8002:80" nginx
docker start conflit-second
