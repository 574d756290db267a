# nginx comme dans la leçon : ses ouvriers sont d'un autre compte, son maître est root et tient le port.
# attendu: compte=failed: root
docker run -d --name sans-root nginx
