# Les réseaux avant les conteneurs : celui qui est occupé ne part pas, et n'a pas été redemandé.
# attendu: reseaux=failed: il reste kiosque
# attendu: autres_reseaux=skipped
docker network rm kiosque kiosque-reserve
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker volume rm kiosque-billets
