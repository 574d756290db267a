# Le ménage général, après les noms : ce qui est arrêté, et ce qui ne sert pas à cet instant, est parti avec.
# attendu: autres_conteneurs=failed: kiosque-20 n'existe plus
# attendu: autres_reseaux=failed: kiosque-loges n'existe plus
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
docker system prune --force
