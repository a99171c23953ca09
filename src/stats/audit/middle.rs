//! A point far from all bounds: where looking for counts that fit begins.

use super::system::System;

/// Passes over all sums, and how near each must come to its sum to stop before.
const PASSES: usize = 300;
const NEAR: f64 = 0.05;
/// A pass multiplies by no more than e to this, so that one sum does not tear at the others.
const STRIDE: f64 = 2.0;

/// Numbers, not whole, that come near to all sums and stay between all bounds. Each is weighed anew
/// until its sums hold, as in iterative proportional fitting; what a bound leaves open bends the
/// weight, so that it is never passed. `weights` are what each unknown would hold above its least if no
/// sum asked for more or less. `lower` and `upper` are the bounds.
pub fn middle(system: &System, (lower, upper): (&[i64], &[i64]), weights: &[f64]) -> Vec<f64> {
    let range: Vec<f64> = lower.iter().zip(upper).map(|(low, high)| (high - low) as f64).collect();
    let mut weights = weights.to_vec();
    let above =
        |weights: &[f64], at: usize| weights[at] / (1.0 + weights[at] / range[at].max(1e-9));
    for _ in 0..PASSES {
        let mut furthest: f64 = 0.0;
        for row in &system.rows {
            let (mut off, mut slope) = (-(row.sum as f64), 1e-9);
            for (unknown, sign) in &row.terms {
                let at = *unknown as usize;
                let (sign, above) = (f64::from(*sign), above(&weights, at));
                off += sign * (lower[at] as f64 + above);
                slope += above * (1.0 - above / range[at].max(1e-9));
            }
            furthest = furthest.max(off.abs());
            let factor = (-off / slope).clamp(-STRIDE, STRIDE).exp();
            for (unknown, sign) in &row.terms {
                let weight = &mut weights[*unknown as usize];
                *weight = if *sign > 0 { *weight * factor } else { *weight / factor };
                *weight = weight.clamp(1e-6, 1e12);
            }
        }
        if furthest < NEAR {
            break;
        }
    }
    (0..system.len()).map(|at| lower[at] as f64 + above(&weights, at)).collect()
}
