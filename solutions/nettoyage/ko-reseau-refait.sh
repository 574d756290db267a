# kiosque-loges, emporté par erreur, a été recréé : même nom, autre réseau.
# attendu: autres_reseaux=failed: kiosque-loges a été enlevé, puis refait
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
docker network rm kiosque-loges
docker network create --subnet 10.203.108.96/27 kiosque-loges
