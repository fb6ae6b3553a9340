// EM steps of Armadillo's gmm_full, timed: engine.py compiles this where Armadillo is installed.
//
// Usage: armadillo FILE d n k. FILE holds float64: points (n rows of d), weights (k), means (k rows of d),
// covariances (k of d by d). For each number of steps on stdin, the CPU seconds they took, on stdout.

#include <armadillo>
#include <ctime>
#include <fstream>
#include <iostream>

int main(int, char** given)
{
  const arma::uword d = std::stoul(given[2]), n = std::stoul(given[3]), k = std::stoul(given[4]);
  arma::mat points(d, n), means(d, k);
  arma::rowvec weights(k);
  arma::cube covariances(d, d, k);
  std::ifstream file(given[1], std::ios::binary);
  auto read = [&file](auto& into) { file.read(reinterpret_cast<char*>(into.memptr()), into.n_elem * sizeof(double)); };
  read(points);
  read(weights);
  read(means);
  read(covariances);

  for (int steps; std::cin >> steps;)
  {
    arma::gmm_full model;
    model.set_params(means, covariances, weights);
    const std::clock_t begun = std::clock();
    model.learn(points, k, arma::maha_dist, arma::keep_existing, 0, steps, 1e-10, false);
    std::cout << double(std::clock() - begun) / CLOCKS_PER_SEC << std::endl;
  }
}
