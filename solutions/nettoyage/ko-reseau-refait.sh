# guichet-loges, emporté par erreur, a été recréé : même nom, autre réseau.
# attendu: autres_reseaux=failed: guichet-loges a été enlevé, puis refait
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
docker network rm guichet-loges
docker network create --subnet 10.203.108.96/27 guichet-loges
