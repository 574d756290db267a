# Les réseaux avant les conteneurs : celui qui est occupé ne part pas, et n'a pas été redemandé.
# attendu: reseaux=failed: il reste guichet
# attendu: autres_reseaux=skipped
docker network rm guichet guichet-reserve
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker volume rm guichet-billets
