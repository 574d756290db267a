# Le ménage général, après les noms : ce qui est arrêté, et ce qui ne sert pas à cet instant, est parti avec.
# attendu: autres_conteneurs=failed: guichet-20 n'existe plus
# attendu: autres_reseaux=failed: guichet-loges n'existe plus
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
docker system prune --force
